package io.rocketjob.missioncontrol;

import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a page says that was done just before. Comes by the address of the page, so it has
 * words of ours only.
 */
enum Notice {

	RETRY("The job is queued again."), PAUSE("The job is paused."), RESUME("The job goes on."),
	ABORT("The job is aborted."), FAIL("The job has been failed."),
	RUN_NOW("The job starts as soon as a worker is free."), EDIT("The job is changed."), DELETE("The job is deleted."),
	CREATED("The job is created."), UNCHANGED("Nothing was different, so nothing is changed."),
	RETRY_SLICE("The slice is queued again."),
	RETRY_SLICES("The slices of the group are queued again; if any of it is listed still, retry it once more."),
	CORRECT_RECORD("The record is corrected."), REMOVE_RECORD("The record is removed."),
	SERVER("The server has been told. It does so within moments."),
	SERVERS("All servers have been told. They do so within moments."),
	CREATE_ENTRY("The entry is created. It is scanned once it is enabled."), EDIT_ENTRY("The entry is changed."),
	ENABLE_ENTRY("The entry is enabled. It is scanned from the next minute on."),
	DISABLE_ENTRY("The entry is disabled. No further file is taken."), DELETE_ENTRY("The entry is deleted."),
	RETRY_FILE("The next scan makes the job of the file again."), FORGET_FILE("The file is forgotten.");

	private final String text;

	Notice(String text) {
		this.text = text;
	}

	String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static @Nullable String text(@Nullable String key) {
		return Arrays.stream(values())
			.filter((each) -> each.key().equals(key))
			.map((each) -> each.text)
			.findFirst()
			.orElse(null);
	}

}
