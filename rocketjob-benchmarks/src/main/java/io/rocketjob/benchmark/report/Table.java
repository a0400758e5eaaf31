package io.rocketjob.benchmark.report;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Shows the rows of a scenario as text in columns.
 */
public final class Table {

	private static final List<String> HEAD = List.of("row", "rate", "unit", "bare loop", "ratio", "commands/unit",
			"in vain", "examined/unit", "note");

	private final boolean embedded;

	/**
	 * Makes a table.
	 * @param embedded whether the database is the stand-in, which does not tell what it
	 * examines
	 */
	public Table(boolean embedded) {
		this.embedded = embedded;
	}

	/**
	 * Shows rows.
	 * @param title what they are
	 * @param rows the rows
	 * @return lines
	 */
	public String format(String title, List<Measurement> rows) {
		List<List<String>> lines = new ArrayList<>();
		lines.add(HEAD);
		rows.forEach((row) -> lines.add(cells(row)));
		StringBuilder text = new StringBuilder().append(title).append('\n');
		for (List<String> line : lines) {
			StringBuilder padded = new StringBuilder();
			for (int column = 0; column < line.size(); column++) {
				pad(padded, line.get(column), width(lines, column), isNumber(column));
			}
			text.append(padded.toString().stripTrailing()).append('\n');
		}
		return text.toString();
	}

	private List<String> cells(Measurement row) {
		String inVain = (row.inVainPercent() != null) ? format(row.inVainPercent()) + " %" : "-";
		String examined = (row.examinedPerUnit() == null && row.commandsPerUnit() != null)
				? (this.embedded ? "n/a (embedded)" : "the server does not say") : format(row.examinedPerUnit());
		return List.of(row.row(), format(row.rate()), row.unit(), format(row.bare()), format(row.ratio()),
				format(row.commandsPerUnit()), inVain, examined, row.note());
	}

	private static String format(@Nullable Double number) {
		return (number != null) ? Numbers.format(number) : "-";
	}

	private static boolean isNumber(int column) {
		return column == 1 || (column >= 3 && column <= 7);
	}

	private static int width(List<List<String>> lines, int column) {
		return lines.stream().mapToInt((line) -> line.get(column).length()).max().orElse(0);
	}

	private static void pad(StringBuilder line, String cell, int width, boolean right) {
		String filling = " ".repeat(width - cell.length());
		line.append(right ? filling : "").append(cell).append(right ? "" : filling).append("  ");
	}

}
