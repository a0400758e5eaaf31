package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.springframework.util.FileSystemUtils;

/**
 * Measures how long a scan of a directory takes, beside a bare listing with the
 * attributes of each file. Not in the build. Takes the number of files.
 */
final class ScanCost {

	private static final int ROUNDS = 7;

	private ScanCost() {
	}

	public static void main(String[] args) throws IOException {
		int count = (args.length > 0) ? Integer.parseInt(args[0]) : 50_000;
		Path root = Files.createTempDirectory("scan-cost");
		try (DirmonSystem dirmon = new DirmonSystem(root)) {
			for (int i = 0; i < count; i++) {
				Files.writeString(dirmon.in.resolve("order-" + i + ".csv"), "1");
			}
			dirmon.enabled(dirmon.entry());
			List<Double> lists = new ArrayList<>();
			List<Double> scans = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				long start = System.nanoTime();
				list(dirmon.in);
				long between = System.nanoTime();
				dirmon.scan();
				lists.add((between - start) / 1e6);
				scans.add((System.nanoTime() - between) / 1e6);
			}
			System.out.printf(Locale.ROOT, "%d files: a listing %.0f ms, a scan %.0f ms, ratio of medians %.2f%n",
					count, median(lists), median(scans), median(scans) / median(lists));
		}
		finally {
			FileSystemUtils.deleteRecursively(root);
		}
	}

	private static void list(Path directory) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			for (Path file : files) {
				Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
			}
		}
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

}
