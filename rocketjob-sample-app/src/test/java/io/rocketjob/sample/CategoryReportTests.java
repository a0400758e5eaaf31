package io.rocketjob.sample;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The numbers were counted independently of this code, from UnicodeData.txt 15.0. */
class CategoryReportTests {

	private final List<UnicodeData.Line> lines = readLines();

	@Test
	void reportsOnSpaces() {
		assertThat(report("Zs"))
			.isEqualTo(new CategoryReport("Zs", 17, 17, 0x20, 0x3000, 0, "MEDIUM MATHEMATICAL SPACE"));
	}

	@Test
	void countsAllCodePointsOfRanges() {
		assertThat(report("Co")).isEqualTo(new CategoryReport("Co", 6, 6_400 + 65_534 + 65_534, 0xE000, 0x10FFFD, 0,
				"<Plane 15 Private Use, First>"));
		assertThat(report("Cs").codePoints()).isEqualTo(2_048);
		assertThat(report("Lo").codePoints()).isEqualTo(131_612);
	}

	@Test
	void countsMirroredCharacters() {
		CategoryReport report = report("Pi");
		assertThat(report.mirrored()).isEqualTo(8);
		assertThat(report.mirroredShare()).isEqualTo(8.0 / 12);
	}

	@Test
	void theTotalOfAllCategoriesIsThatOfTheFile() {
		List<CategoryReport> reports = this.lines.stream()
			.map(UnicodeData.Line::category)
			.distinct()
			.map(this::report)
			.toList();
		assertThat(reports).hasSize(29);
		assertThat(CategoryReport.total(reports)).isEqualTo(new CategoryReport("Total", 34_924, 288_767, 0, 0x10FFFD,
				553, "BOX DRAWINGS LIGHT DIAGONAL UPPER CENTRE TO MIDDLE LEFT AND MIDDLE RIGHT TO LOWER CENTRE"));
	}

	private CategoryReport report(String category) {
		return CategoryReport.of(category,
				this.lines.stream().filter((line) -> line.category().equals(category)).toList());
	}

	private static List<UnicodeData.Line> readLines() {
		try {
			return new UnicodeData().lines();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
