package io.rocketjob.dirmon;

import java.util.Locale;

/**
 * The states of an entry of the directory monitor.
 *
 * @since 0.1.0
 */
public enum DirectoryEntryState {

	/** It was never enabled. */
	PENDING,

	/** Its files are taken. */
	ENABLED,

	/** It was disabled; what was taken before is still finished once it is enabled. */
	DISABLED,

	/**
	 * A scan has failed. The exception is with it. It is not scanned until it is enabled
	 * again.
	 */
	FAILED;

	/**
	 * How it is stored.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	static DirectoryEntryState of(String value) {
		return valueOf(value.toUpperCase(Locale.ROOT));
	}

}
