package io.rocketjob.embedded.autoconfigure;

/**
 * The embedded MongoDB would be used although the configuration says how to connect to
 * another one.
 */
final class UnusedConnectionException extends RuntimeException {

	private final transient UnusedConnection unused;

	UnusedConnectionException(UnusedConnection unused) {
		super("The property " + unused.name() + " has no effect, so jobs would be stored in the embedded MongoDB. "
				+ unused.reason() + " " + unused.action());
		this.unused = unused;
	}

	UnusedConnection unused() {
		return this.unused;
	}

}
