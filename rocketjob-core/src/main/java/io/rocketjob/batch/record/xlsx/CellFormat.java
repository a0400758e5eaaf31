package io.rocketjob.batch.record.xlsx;

import java.util.Locale;

/**
 * What the format of a cell makes of its number.
 *
 * @param kind what the number is
 * @param fractions whether fractions of a second are shown
 */
record CellFormat(Kind kind, boolean fractions) {

	/** A number that is no date. */
	static final CellFormat NUMBER = new CellFormat(Kind.NUMBER, false);

	/** What a number is. */
	enum Kind {

		NUMBER, DATE, TIME, DATE_TIME, DURATION

	}

	/**
	 * The format of an identifier that no workbook explains.
	 * @param id the identifier
	 * @return the format
	 */
	static CellFormat ofBuiltIn(int id) {
		Kind kind = switch (id) {
			// after 26 those of East Asian editions
			case 14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58 -> Kind.DATE;
			case 18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56 -> Kind.TIME;
			case 22 -> Kind.DATE_TIME;
			case 46 -> Kind.DURATION;
			default -> Kind.NUMBER;
		};
		return new CellFormat(kind, id == 47);
	}

	/**
	 * The format of a code, such as {@code yyyy\-mm\-dd}.
	 * @param code the code
	 * @return the format, that of positive numbers where there are several
	 */
	static CellFormat of(String code) {
		return new Scan(code.toLowerCase(Locale.ROOT)).format();
	}

	/** Looks for letters of dates and times that stand for something. */
	private static final class Scan {

		private static final String GENERAL = "general";

		/** No letter of a code, so that it is not taken for months. */
		private static final char MINUTES = ':';

		private final String code;

		private boolean date;

		private boolean time;

		private boolean elapsed;

		private boolean fractions;

		/** Months, unless hours come before or seconds after. */
		private boolean openMonths;

		private char last;

		private Scan(String code) {
			this.code = code;
		}

		private CellFormat format() {
			int at = 0;
			while (at < this.code.length() && this.code.charAt(at) != ';') {
				at = part(at);
			}
			this.date |= this.openMonths;
			Kind kind = Kind.NUMBER;
			if (this.elapsed) {
				kind = Kind.DURATION;
			}
			else if (this.date) {
				kind = this.time ? Kind.DATE_TIME : Kind.DATE;
			}
			else if (this.time) {
				kind = Kind.TIME;
			}
			return new CellFormat(kind, this.fractions);
		}

		private int part(int at) {
			char c = this.code.charAt(at);
			if (this.code.startsWith(GENERAL, at)) {
				return at + GENERAL.length();
			}
			switch (c) {
				case '"' -> {
					return after(this.code.indexOf('"', at + 1));
				}
				case '\\', '_', '*' -> {
					return at + 2;
				}
				case '[' -> {
					int end = after(this.code.indexOf(']', at));
					bracket(this.code.substring(at + 1, Math.max(at + 1, end - 1)));
					return end;
				}
				default -> {
					return letters(c, at);
				}
			}
		}

		private int after(int index) {
			return (index != -1) ? index + 1 : this.code.length();
		}

		/** Colours, conditions and languages are in brackets too. */
		private void bracket(String inside) {
			if (inside.matches("h+|m+|s+")) {
				this.elapsed = true;
				this.time = true;
				this.last = inside.charAt(0);
			}
		}

		private int letters(char c, int at) {
			int end = at;
			while (end < this.code.length() && this.code.charAt(end) == c) {
				end++;
			}
			switch (c) {
				case 'y', 'd', 'b', 'g' -> {
					this.date = true;
					this.last = c;
				}
				case 'e' -> {
					// the exponent of a number is no year of an era
					if (end == this.code.length() || "+-".indexOf(this.code.charAt(end)) == -1) {
						this.date = true;
						this.last = c;
					}
				}
				case 'h' -> {
					this.time = true;
					this.last = c;
				}
				case 's' -> {
					this.time = true;
					this.openMonths &= this.last != 'm';
					this.last = c;
					this.fractions |= this.code.startsWith(".0", end) || this.code.startsWith(",0", end);
				}
				case 'm' -> minutes();
				case 'a' -> {
					if (this.code.startsWith("am/pm", at) || this.code.startsWith("a/p", at)) {
						this.time = true;
						return at + ((this.code.charAt(at + 1) == '/') ? 3 : 5);
					}
					// names of days in East Asian editions
					this.date |= end - at > 2;
				}
				default -> {
					// digits and punctuation
				}
			}
			return end;
		}

		private void minutes() {
			if (this.last == 'h') {
				this.time = true;
				this.last = MINUTES;
			}
			else {
				this.date |= this.openMonths;
				this.openMonths = true;
				this.last = 'm';
			}
		}

	}

}
