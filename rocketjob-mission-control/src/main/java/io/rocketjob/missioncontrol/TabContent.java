package io.rocketjob.missioncontrol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link JobPageTab} shows: sections with texts, facts, tables and links. It is
 * plain data, which the console lays out and escapes. A value is shown as the text that
 * its {@code toString} gives, an {@link java.time.Instant} as the console shows times,
 * and {@code null} as a dash. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class TabContent {

	private static final int MOST_ROWS = 1_000;

	private final List<Section> sections = new ArrayList<>();

	/**
	 * Begins a section: what is added after it belongs to it.
	 * @param heading what is written above it
	 * @return this
	 */
	public TabContent section(String heading) {
		this.sections.add(new Section(heading, new ArrayList<>()));
		return this;
	}

	/**
	 * Adds a paragraph.
	 * @param text its text; line breaks are kept
	 * @return this
	 */
	public TabContent text(String text) {
		return add(new Text(text));
	}

	/**
	 * Adds a value with its name. Those that follow each other are shown as one list.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	public TabContent fact(String name, @Nullable Object value) {
		List<Part> parts = parts();
		Fact fact = new Fact(name, value);
		if (!parts.isEmpty() && parts.get(parts.size() - 1) instanceof Facts present) {
			present.facts().add(fact);
			return this;
		}
		return add(new Facts(new ArrayList<>(List.of(fact))));
	}

	/**
	 * Adds a table.
	 * @param columns the names of its columns
	 * @param rows its rows, each with a value for each column; at most 1,000
	 * @return this
	 * @throws IllegalArgumentException when there are more rows, or a row has another
	 * number of values
	 */
	public TabContent table(List<String> columns, List<? extends List<? extends @Nullable Object>> rows) {
		if (rows.size() > MOST_ROWS) {
			throw new IllegalArgumentException(
					"A table of a tab has at most " + MOST_ROWS + " rows, not " + rows.size() + "; show the first");
		}
		List<List<@Nullable Object>> copies = new ArrayList<>();
		for (List<? extends @Nullable Object> row : rows) {
			if (row.size() != columns.size()) {
				throw new IllegalArgumentException("A row has " + row.size() + " values, and the table has "
						+ columns.size() + " columns: " + columns);
			}
			copies.add(Collections.unmodifiableList(new ArrayList<>(row)));
		}
		return add(new Table(List.copyOf(columns), copies));
	}

	/**
	 * Adds a link.
	 * @param text what one reads
	 * @param address where it leads: an address that begins with {@code http://} or
	 * {@code https://}, or with a slash, for a path of this application, below its
	 * context path
	 * @return this
	 * @throws IllegalArgumentException when it is another address
	 */
	public TabContent link(String text, String address) {
		return add(new Link(text, checked(address)));
	}

	private static String checked(String address) {
		URI uri;
		try {
			uri = new URI(address);
		}
		catch (URISyntaxException ex) {
			throw refused(address);
		}
		String scheme = uri.getScheme();
		boolean own = scheme == null && uri.getRawAuthority() == null && address.startsWith("/")
				&& !address.startsWith("//");
		boolean web = scheme != null && List.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))
				&& uri.getHost() != null;
		if (!own && !web) {
			throw refused(address);
		}
		return address;
	}

	private static IllegalArgumentException refused(String address) {
		return new IllegalArgumentException("The address of a link must begin with http://, https:// or a slash, and"
				+ " have nothing in it that must be encoded: " + address);
	}

	private TabContent add(Part part) {
		parts().add(part);
		return this;
	}

	private List<Part> parts() {
		if (this.sections.isEmpty()) {
			this.sections.add(new Section(null, new ArrayList<>()));
		}
		return this.sections.get(this.sections.size() - 1).parts();
	}

	List<Section> sections() {
		return this.sections;
	}

	/**
	 * A section.
	 *
	 * @param heading what is written above it
	 * @param parts what it has
	 */
	record Section(@Nullable String heading, List<Part> parts) {
	}

	/** What a section can have. */
	sealed interface Part {

	}

	/**
	 * A paragraph.
	 *
	 * @param text its text
	 */
	record Text(String text) implements Part {
	}

	/**
	 * Values with their names.
	 *
	 * @param facts the values
	 */
	record Facts(List<Fact> facts) implements Part {
	}

	/**
	 * A value with its name.
	 *
	 * @param name the name
	 * @param value the value
	 */
	record Fact(String name, @Nullable Object value) {
	}

	/**
	 * A table.
	 *
	 * @param columns the names of its columns
	 * @param rows its rows
	 */
	record Table(List<String> columns, List<List<@Nullable Object>> rows) implements Part {
	}

	/**
	 * A link.
	 *
	 * @param text what one reads
	 * @param address where it leads
	 */
	record Link(String text, String address) implements Part {

		String address(String contextPath) {
			return this.address.startsWith("/") ? contextPath + this.address : this.address;
		}

	}

}
