package io.rocketjob.benchmark.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CustomerFileTests {

	@TempDir
	Path directory;

	@Test
	void someValuesHaveQuotesAndSomeAreNothing() throws IOException {
		Path file = this.directory.resolve("a.csv");
		CustomerFile.write(file, 20);
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(21).first().isEqualTo("id,created,name,street,city,amount,currency,state");
		assertThat(lines.get(1)).isEqualTo(
				"0,2026-01-01T00:00:10Z,customer 0,\"Any Street 0, back \"\"yard\"\"\",12345 Somewhere,0.50,EUR,");
		assertThat(lines.get(2)).endsWith(",Any Street 1,12345 Somewhere,1.50,EUR,paid");
	}

	@Test
	void aRecordIsALineOfJson() {
		assertThat(CustomerFile.json(new String[] { "1", "a\"b\\", null }))
			.isEqualTo("{\"id\":\"1\",\"created\":\"a\\\"b\\\\\",\"name\":null}");
	}

	@Test
	void contentIsTheSameWhetherItIsCompressedOrNot() throws IOException {
		Path plain = Files.writeString(this.directory.resolve("a.json"), "text\n");
		Path compressed = this.directory.resolve("a.json.gz");
		try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(compressed))) {
			stream.write("text\n".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(CustomerFile.hash(compressed)).isEqualTo(CustomerFile.hash(plain));
		assertThat(CustomerFile.hash(plain)).isNotEqualTo(CustomerFile.hash(Files.writeString(plain, "other\n")));
	}

}
