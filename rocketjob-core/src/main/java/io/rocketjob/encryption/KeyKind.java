package io.rocketjob.encryption;

/**
 * What the keys of a keyset are for.
 */
enum KeyKind {

	/** Authenticated encryption of values that are held in memory. */
	VALUES("values", "new-values"),

	/** Authenticated encryption of streams. */
	FILES("files", "new-files");

	private final String purpose;

	private final String command;

	KeyKind(String purpose, String command) {
		this.purpose = purpose;
		this.command = command;
	}

	String purpose() {
		return this.purpose;
	}

	String command() {
		return this.command;
	}

}
