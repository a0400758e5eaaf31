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

	List<Line> lines() throws IOException {
		return text().lines().map(Line::parse).toList();
	}

	String text() throws IOException {
		return this.file.getContentAsString(StandardCharsets.US_ASCII);
	}

	record Line(int codePoint, String name, String category, boolean mirrored) {

		static Line parse(String line) {
			String[] fields = line.split(";", -1);
			return new Line(Integer.parseInt(fields[0], 16), fields[1], fields[2], fields[9].equals("Y"));
		}

		boolean endsRange() {
			return this.name.endsWith(", Last>");
		}

	}

}
