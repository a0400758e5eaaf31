package io.rocketjob.missioncontrol;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import org.jspecify.annotations.Nullable;

/**
 * What a page is written to. Whatever a template puts into it is escaped for its place,
 * and characters that one would not see, or that turn the text around them, are written
 * so that one sees them: {@code \x00}, <code>&#92;u200B</code>.
 */
final class ConsoleOutput extends OwaspHtmlTemplateOutput {

	private static final int LAST_OF_TWO_DIGITS = 0xFF;

	private final StringOutput written;

	private ConsoleOutput(StringOutput written) {
		super(written);
		this.written = written;
	}

	static ConsoleOutput create() {
		return new ConsoleOutput(new StringOutput());
	}

	@Override
	public void writeUserContent(@Nullable String value) {
		super.writeUserContent((value != null) ? visible(value) : null);
	}

	/**
	 * Makes characters visible that are not.
	 * @param text the text
	 * @return the text, with what stands for them; lines and tabs are kept
	 */
	static String visible(String text) {
		if (text.codePoints().noneMatch(ConsoleOutput::isInvisible)) {
			return text;
		}
		StringBuilder visible = new StringBuilder(text.length() + 16);
		text.codePoints().forEach((each) -> {
			if (!isInvisible(each)) {
				visible.appendCodePoint(each);
			}
			else if (each <= LAST_OF_TWO_DIGITS) {
				visible.append(String.format("\\x%02X", each));
			}
			else {
				visible.append(Character.isBmpCodePoint(each) ? String.format("\\u%04X", each)
						: String.format("\\u{%X}", each));
			}
		});
		return visible.toString();
	}

	static boolean isInvisible(int character) {
		if (character == '\n' || character == '\t') {
			return false;
		}
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				true;
			case Character.SPACE_SEPARATOR -> character != ' ' && character != '\u00A0' && character != '\u3000';
			default -> false;
		};
	}

	@Override
	public String toString() {
		return this.written.toString();
	}

}
