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
 * attributes of each file: those that the rule of arrival needs, and the basic ones
 * alone, which do not say how many names a file has. Not in the build. Takes the number
 * of files.
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
			List<Double> basic = new ArrayList<>();
			List<Double> lists = new ArrayList<>();
			List<Double> scans = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				basic.add(millis(() -> list(dirmon.in,
						(file) -> Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))));
				lists.add(millis(() -> list(dirmon.in, FileFacts::of)));
				scans.add(millis(dirmon::scan));
			}
			System.out.printf(Locale.ROOT,
					"%d files: a listing %.0f ms, with basic attributes %.0f ms, a scan %.0f ms; ratios of medians %.2f"
							+ " and %.2f%n",
					count, median(lists), median(basic), median(scans), median(scans) / median(lists),
					median(scans) / median(basic));
		}
		finally {
			FileSystemUtils.deleteRecursively(root);
		}
	}

	private static double millis(Step step) throws IOException {
		long start = System.nanoTime();
		step.run();
		return (System.nanoTime() - start) / 1e6;
	}

	private static void list(Path directory, Look look) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			for (Path file : files) {
				look.at(file);
			}
		}
	}

	private static double median(List<Double> values) {
		List<Double> sorted = new ArrayList<>(values);
		Collections.sort(sorted);
		return sorted.get(sorted.size() / 2);
	}

	/** Something that takes a while. */
	private interface Step {

		void run() throws IOException;

	}

	/** Looks at a file. */
	private interface Look {

		Object at(Path file) throws IOException;

	}

}
