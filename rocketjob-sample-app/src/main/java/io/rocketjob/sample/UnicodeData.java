package io.rocketjob.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** The input: a line for each character, or two for the ends of a large range. */
@Component
class UnicodeData {

	private final Resource file = new ClassPathResource("unicode/UnicodeData.txt");

	Resource file() {
		return this.file;
	}

	byte[] bytes() throws IOException {
		return this.file.getContentAsByteArray();
	}

	List<String> lines() throws IOException {
		return this.file.getContentAsString(StandardCharsets.US_ASCII).lines().toList();
	}

}
