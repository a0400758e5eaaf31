package io.rocketjob.missioncontrol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import io.rocketjob.operation.JobDescriptor.ChainDescriptor;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * What all pages have: for whom, where, and in which words a page is written.
 *
 * @param base the path of the console, with that of the application before it
 * @param url the address of the page itself, with its query
 * @param title its title
 * @param section the part of the console to which it belongs
 * @param visitor who looks at it
 * @param format how numbers and times are written
 * @param assets the files that it loads
 * @param notice what was done just before, in words
 * @param monitored whether there is a directory monitor
 */
record Page(String base, String url, String title, Section section, Visitor visitor, Format format, Assets assets,
		@Nullable String notice, boolean monitored) {

	/**
	 * Makes an address within the console.
	 * @param segments the segments of its path
	 * @return the address
	 */
	String to(String... segments) {
		return path(this.base, segments);
	}

	static String path(String base, String... segments) {
		StringBuilder path = new StringBuilder(base);
		for (String segment : segments) {
			path.append('/').append(UriUtils.encodePathSegment(segment, StandardCharsets.UTF_8));
		}
		return path.toString();
	}

	/**
	 * Makes an address of jobs in a state.
	 * @param state the state, {@code null} for all
	 * @param jobClass the class, {@code null} for all
	 * @return the address
	 */
	String jobs(@Nullable String state, @Nullable String jobClass) {
		return query(to("jobs"), "state", state, "q", (jobClass != null) ? word("class", jobClass) : null);
	}

	/**
	 * Makes the address of the steps of a chain.
	 * @param chain the chain
	 * @return the address
	 */
	String chain(ChainDescriptor chain) {
		return query(to("jobs"), "q", word("chain", chain.id()));
	}

	/**
	 * Makes a word of a search.
	 * @param qualifier what to look at
	 * @param value what must be there
	 * @return the word
	 */
	static String word(String qualifier, String value) {
		return qualifier + ":" + (value.matches("[\\w.$-]+") ? value : '"' + value.replace("\"", "") + '"');
	}

	/**
	 * Adds a query to an address.
	 * @param path the address
	 * @param parameters names and values; what has no value is left out
	 * @return the address
	 */
	static String query(String path, @Nullable String... parameters) {
		StringBuilder query = new StringBuilder(path);
		char separator = '?';
		for (int i = 0; i < parameters.length; i += 2) {
			String value = parameters[i + 1];
			if (StringUtils.hasLength(value)) {
				query.append(separator)
					.append(parameters[i])
					.append('=')
					.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
				separator = '&';
			}
		}
		return query.toString();
	}

	String asset(String name) {
		return this.base + "/assets/" + this.assets.hashed(name);
	}

	boolean may(Permission permission) {
		return this.visitor.may(permission);
	}

	boolean isIn(Section other) {
		return this.section == other;
	}

	/**
	 * The parts of the console that this visitor may see.
	 */
	List<Section> sections() {
		return Section.LINKED.stream()
			.filter((each) -> each.needs() == null || may(each.needs()))
			.filter((each) -> each != Section.FILES || this.monitored)
			.toList();
	}

	String address(Section section) {
		return section.path().isEmpty() ? this.base : this.base + "/" + section.path();
	}

	/**
	 * A part of the console.
	 */
	enum Section {

		OVERVIEW("Overview", "", null), JOBS("Jobs", "jobs", Permission.JOB_READ),
		SERVERS("Servers", "servers", Permission.SERVER_READ), SCHEDULES("Schedules", "schedules", Permission.JOB_READ),
		FILES("Files", "files", Permission.DIRMON_READ), PERFORMANCE("Performance", "performance", Permission.JOB_READ),
		AUDIT("Audit", "audit", Permission.AUDIT_READ), CREATE("Create", "create", Permission.JOB_CREATE),
		NONE("", "", null);

		private static final List<Section> LINKED = List.of(OVERVIEW, JOBS, SERVERS, SCHEDULES, FILES, PERFORMANCE,
				AUDIT, CREATE);

		private final String title;

		private final String path;

		private final @Nullable Permission needs;

		Section(String title, String path, @Nullable Permission needs) {
			this.title = title;
			this.path = path;
			this.needs = needs;
		}

		String title() {
			return this.title;
		}

		String path() {
			return this.path;
		}

		/** The key that leads there, after {@code g}. */
		String key() {
			return (this == SCHEDULES) ? "h" : this.title.substring(0, 1).toLowerCase(Locale.ROOT);
		}

		@Nullable Permission needs() {
			return this.needs;
		}

	}

}
