package io.rocketjob.sample;

import java.util.List;

/**
 * What there is to say about the characters of one general category, or of several. This
 * is the result of a job, stored as a sub-document with these names.
 */
record CategoryReport(String category, int lines, int codePoints, int lowest, int highest, int mirrored,
		String longestName) {

	static CategoryReport of(String category, List<UnicodeData.Line> lines) {
		CategoryReport report = empty(category);
		for (UnicodeData.Line line : lines) {
			// The line before the end of a range is its beginning, and was counted as one
			int codePoints = line.endsRange() ? line.codePoint() - report.highest : 1;
			report = report.plus(new CategoryReport(category, 1, codePoints, line.codePoint(), line.codePoint(),
					line.mirrored() ? 1 : 0, line.name()));
		}
		return report;
	}

	static CategoryReport total(List<CategoryReport> reports) {
		return reports.stream().reduce(empty("Total"), CategoryReport::plus);
	}

	private static CategoryReport empty(String category) {
		return new CategoryReport(category, 0, 0, Character.MAX_CODE_POINT, Character.MIN_CODE_POINT, 0, "");
	}

	private CategoryReport plus(CategoryReport other) {
		return new CategoryReport(this.category, this.lines + other.lines, this.codePoints + other.codePoints,
				Math.min(this.lowest, other.lowest), Math.max(this.highest, other.highest),
				this.mirrored + other.mirrored,
				(other.longestName.length() > this.longestName.length()) ? other.longestName : this.longestName);
	}

	double mirroredShare() {
		return (double) this.mirrored / this.codePoints;
	}

}
