package io.rocketjob.missioncontrol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What servers can be told by one click, or two where it cannot be undone.
 */
enum ServerAction {

	PAUSE("Pause", Permission.SERVER_CONTROL, null),

	RESUME("Resume", Permission.SERVER_CONTROL, null),

	STOP("Stop …", Permission.SERVER_CONTROL,
			"It ends what it is at and takes no more work. Only a start of its process brings it back."),

	KILL("Kill …", Permission.SERVER_KILL,
			"Its workers are interrupted, and what they are at runs again elsewhere. Only a start of its process brings it"
					+ " back.");

	private final String label;

	private final Permission permission;

	private final @Nullable String warning;

	ServerAction(String label, Permission permission, @Nullable String warning) {
		this.label = label;
		this.permission = permission;
		this.warning = warning;
	}

	/**
	 * What somebody may tell servers.
	 * @param page the page
	 * @param state the state of the server, {@code null} for all servers
	 * @return the actions
	 */
	static List<ServerAction> of(Page page, @Nullable String state) {
		return Arrays.stream(values())
			.filter((each) -> page.may(each.permission))
			.filter((each) -> state == null || each.fits(state))
			.toList();
	}

	private boolean fits(String state) {
		return switch (this) {
			case PAUSE -> !state.equals("paused");
			case RESUME -> state.equals("paused");
			default -> true;
		};
	}

	static @Nullable ServerAction find(String key) {
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

}
