package io.rocketjob.missioncontrol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What one can do with an entry of the directory monitor by one click, or two where files
 * are moved or something is gone.
 */
enum EntryAction {

	ENABLE("Enable …",
			"It is scanned from the next minute on. Files that are complete are moved into its archive, and a"
					+ " job is made of each.",
			Notice.ENABLE_ENTRY),

	DISABLE("Disable", null, Notice.DISABLE_ENTRY),

	DELETE("Delete …",
			"The entry is gone. Files stay where they are. One that the configuration declares comes back with"
					+ " the next start of the application.",
			Notice.DELETE_ENTRY);

	private final String label;

	private final @Nullable String warning;

	private final Notice notice;

	EntryAction(String label, @Nullable String warning, Notice notice) {
		this.label = label;
		this.warning = warning;
		this.notice = notice;
	}

	/**
	 * What somebody can do with an entry.
	 * @param page the page
	 * @param state the state of the entry
	 * @return the actions
	 */
	static List<EntryAction> of(Page page, String state) {
		return page.may(Permission.DIRMON_CHANGE) ? Arrays.stream(values()).filter((each) -> each.fits(state)).toList()
				: List.of();
	}

	private boolean fits(String state) {
		return switch (this) {
			case ENABLE -> !state.equals("enabled");
			case DISABLE -> state.equals("enabled") || state.equals("failed");
			case DELETE -> !state.equals("enabled");
		};
	}

	static @Nullable EntryAction find(String key) {
		return Arrays.stream(values()).filter((each) -> each.key().equals(key)).findFirst().orElse(null);
	}

	String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	String label() {
		return this.label;
	}

	String verb() {
		return this.label.replace(" …", "");
	}

	@Nullable String warning() {
		return this.warning;
	}

	Notice notice() {
		return this.notice;
	}

}
