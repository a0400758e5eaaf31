package io.rocketjob.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

import io.rocketjob.BatchInstance;

/** A file with output of a batch. */
record OutputFile(Path file, long records, long lines) {

	static OutputFile download(BatchInstance<?> batch, String category, Path file) throws IOException {
		long records = batch.download(file, (options) -> options.category(category));
		return new OutputFile(file, records, countLines(file));
	}

	private static long countLines(Path file) throws IOException {
		try (InputStream stream = Files.newInputStream(file);
				InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream;
				BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
			return reader.lines().count();
		}
	}

	String firstLine() throws IOException {
		try (BufferedReader reader = Files.newBufferedReader(this.file)) {
			return String.valueOf(reader.readLine());
		}
	}

}
