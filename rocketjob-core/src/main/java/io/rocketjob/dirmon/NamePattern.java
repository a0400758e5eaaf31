package io.rocketjob.dirmon;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one name of a path must be like: characters, <code>?</code>, <code>*</code> and
 * sets. Immutable.
 */
final class NamePattern {

	/** Any number of directories, also none. */
	static final NamePattern DIRECTORIES = new NamePattern(List.of(), null);

	private final List<Token> tokens;

	/** The name, when there is only one that matches. */
	private final @Nullable String literal;

	private NamePattern(List<Token> tokens, @Nullable String literal) {
		this.tokens = tokens;
		this.literal = literal;
	}

	/**
	 * Reads the pattern of one name.
	 * @param text its text, without a slash that is not escaped or in a set
	 * @return the pattern
	 * @throws IllegalArgumentException when it is wrong, saying what and what would be
	 * right
	 */
	static NamePattern parse(String text) {
		return text.equals("**") ? DIRECTORIES : new Parser(text).parse();
	}

	/**
	 * The pattern of one name, whatever is in it.
	 * @param name the name
	 * @return the pattern
	 */
	static NamePattern literal(String name) {
		return new NamePattern(name.codePoints().<Token>mapToObj(Single::new).toList(), name);
	}

	/**
	 * The only name that matches.
	 * @return the name, {@code null} when there may be several
	 */
	@Nullable String literal() {
		return this.literal;
	}

	/**
	 * Whether a name is like this.
	 * @param name its characters
	 * @return whether it is
	 */
	boolean matches(int[] name) {
		if (name.length > 0 && name[0] == '.' && !(this != DIRECTORIES && startsWithDot())) {
			return false;
		}
		if (this == DIRECTORIES) {
			return true;
		}
		int at = 0;
		int token = 0;
		int star = -1;
		int starAt = 0;
		while (at < name.length) {
			if (token < this.tokens.size() && this.tokens.get(token) == Token.STAR) {
				star = token++;
				starAt = at;
			}
			else if (token < this.tokens.size() && this.tokens.get(token).matches(name[at])) {
				token++;
				at++;
			}
			else if (star >= 0) {
				token = star + 1;
				at = ++starAt;
			}
			else {
				return false;
			}
		}
		while (token < this.tokens.size() && this.tokens.get(token) == Token.STAR) {
			token++;
		}
		return token == this.tokens.size();
	}

	private boolean startsWithDot() {
		return !this.tokens.isEmpty() && this.tokens.get(0) instanceof Single single && single.character == '.';
	}

	/** What matches one character, or any number of them. */
	private interface Token {

		Token STAR = (character) -> false;

		Token ANY = (character) -> true;

		boolean matches(int character);

	}

	private record Single(int character) implements Token {

		@Override
		public boolean matches(int other) {
			return this.character == other;
		}

	}

	private record Range(int first, int last) {
	}

	private record CharacterSet(List<Range> ranges, boolean negated) implements Token {

		@Override
		public boolean matches(int character) {
			return this.ranges.stream()
				.anyMatch((range) -> range.first <= character && character <= range.last) != this.negated;
		}

	}

	private static final class Parser {

		private final String text;

		private final int[] characters;

		private final List<Token> tokens = new ArrayList<>();

		private final StringBuilder name = new StringBuilder();

		private boolean hasWildcard;

		private int at;

		Parser(String text) {
			this.text = text;
			this.characters = NameText.of(text);
		}

		NamePattern parse() {
			while (this.at < this.characters.length) {
				int character = this.characters[this.at++];
				switch (character) {
					case '*' -> addStar();
					case '?' -> addWildcard(Token.ANY);
					case '[' -> addWildcard(set());
					case '\\' -> addCharacter(escaped());
					default -> addCharacter(character);
				}
			}
			return new NamePattern(List.copyOf(this.tokens), this.hasWildcard ? null : this.name.toString());
		}

		private void addStar() {
			if (this.at < this.characters.length && this.characters[this.at] == '*') {
				throw new IllegalArgumentException("\"**\" is a part of the name \"" + this.text
						+ "\", where it means different things elsewhere; right would be \"*\" for any characters of one"
						+ " name, or \"**/\" before it for any directories");
			}
			addWildcard(Token.STAR);
		}

		private void addWildcard(Token token) {
			this.hasWildcard = true;
			this.tokens.add(token);
		}

		private void addCharacter(int character) {
			this.tokens.add(new Single(character));
			this.name.appendCodePoint(character);
		}

		private int escaped() {
			if (this.at == this.characters.length) {
				throw new IllegalArgumentException(
						"a backslash is last, and escapes nothing; right would be \"\\\\\" for a backslash");
			}
			return this.characters[this.at++];
		}

		private Token set() {
			int start = this.at;
			boolean negated = this.at < this.characters.length
					&& (this.characters[this.at] == '!' || this.characters[this.at] == '^');
			if (negated) {
				this.at++;
			}
			List<Range> ranges = new ArrayList<>();
			boolean first = true;
			while (this.at < this.characters.length) {
				int character = this.characters[this.at];
				if (character == ']' && !first) {
					this.at++;
					return new CharacterSet(List.copyOf(ranges), negated);
				}
				first = false;
				ranges.add(range(start));
			}
			throw new IllegalArgumentException("the set \"" + from(start)
					+ "\" has no end; right would be \"[abc]\", or \"\\[\" for a bracket that is meant");
		}

		private Range range(int start) {
			int first = member(start);
			boolean isRange = this.at + 1 < this.characters.length && this.characters[this.at] == '-'
					&& this.characters[this.at + 1] != ']';
			if (!isRange) {
				return new Range(first, first);
			}
			this.at++;
			int last = member(start);
			if (last < first) {
				throw new IllegalArgumentException(
						"a range in \"" + from(start) + "\" ends before it begins; right would be \""
								+ Character.toString(last) + "-" + Character.toString(first) + "\"");
			}
			return new Range(first, last);
		}

		private int member(int start) {
			int character = this.characters[this.at++];
			if (character == '[' && this.at < this.characters.length && ":.=".indexOf(this.characters[this.at]) >= 0) {
				throw new IllegalArgumentException("\"[" + Character.toString(this.characters[this.at]) + "\" in \""
						+ from(start) + "\" means different things elsewhere; right would be a range, such as \"[0-9]\""
						+ " or \"[a-zA-Z]\"");
			}
			return (character == '\\') ? escaped() : character;
		}

		/** The text from a bracket on. */
		private String from(int start) {
			return new String(this.characters, start - 1, this.characters.length - start + 1);
		}

	}

}
