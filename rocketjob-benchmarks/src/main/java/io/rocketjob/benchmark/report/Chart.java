package io.rocketjob.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws rows as horizontal bars, a group a scenario and unit. Bars can be compared within
 * their group only. The rate of the bare loop is a thinner bar below that of the row.
 */
public final class Chart {

	private static final int WIDTH = 980;

	private static final int LABELS = 350;

	private static final int BARS = 480;

	private static final int ROW = 30;

	private static final int TITLE = 44;

	private static final String COLOR = "#2b6cb0";

	private static final String BARE_COLOR = "#c3cdd8";

	private final StringBuilder shapes = new StringBuilder();

	private int y = 56;

	private Chart() {
	}

	/**
	 * Draws rows.
	 * @param environment where they were measured
	 * @param rows the rows; those that were skipped are left out
	 * @return an SVG document
	 */
	public static String draw(Environment environment, List<Measurement> rows) {
		Chart chart = new Chart();
		chart.text(16, 26, 17, "start", "Rocket Job benchmarks");
		chart.text(16, 46, 11, "start", environment.toString());
		groups(rows).forEach(chart::group);
		return String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
						+ " font-family=\"sans-serif\" fill=\"#1a202c\">%n"
						+ "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n%3$s</svg>%n",
				WIDTH, chart.y + 16, chart.shapes);
	}

	private static Map<String, List<Measurement>> groups(List<Measurement> rows) {
		Map<String, List<Measurement>> groups = new LinkedHashMap<>();
		rows.stream()
			.filter(Measurement::isMeasured)
			.forEach((row) -> groups.computeIfAbsent(row.scenario() + ", " + row.unit(), (key) -> new ArrayList<>())
				.add(row));
		return groups;
	}

	private void group(String title, List<Measurement> rows) {
		double longest = rows.stream()
			.mapToDouble((row) -> Math.max(row.rate(), (row.bare() != null) ? row.bare() : 0))
			.max()
			.orElse(1);
		double scale = (longest > 0) ? BARS / longest : 0;
		text(16, this.y + 28, 14, "start", title);
		this.y += TITLE;
		for (Measurement row : rows) {
			row(row, scale);
			this.y += ROW;
		}
	}

	private void row(Measurement row, double scale) {
		text(LABELS - 10, this.y + 14, 12, "end", row.row());
		bar(this.y + 2, 14, row.rate() * scale, COLOR);
		StringBuilder value = new StringBuilder(Numbers.format(row.rate()));
		Double bare = row.bare();
		double end = row.rate();
		if (bare != null) {
			bar(this.y + 17, 7, bare * scale, BARE_COLOR);
			value.append(" (bare ").append(Numbers.format(bare)).append(')');
			end = Math.max(end, bare);
		}
		text(LABELS + (int) (end * scale) + 6, this.y + 15, 11, "start", value.toString());
	}

	private void bar(int top, int height, double width, String color) {
		this.shapes
			.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
					LABELS, top, Math.max(0.5, width), height, color));
	}

	private void text(int x, int baseline, int size, String anchor, String text) {
		this.shapes.append(
				String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\">%s</text>%n", x,
						baseline, size, anchor, escape(text)));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
