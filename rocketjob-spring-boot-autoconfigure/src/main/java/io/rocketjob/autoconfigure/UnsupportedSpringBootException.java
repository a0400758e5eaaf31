package io.rocketjob.autoconfigure;

/**
 * The application has a version of Spring Boot that Rocket Job does not work with.
 */
final class UnsupportedSpringBootException extends RuntimeException {

	private final String version;

	UnsupportedSpringBootException(String version) {
		super("Rocket Job needs Spring Boot 4, of which 4.1 is what it is tested with; this application has Spring Boot "
				+ version);
		this.version = version;
	}

	String version() {
		return this.version;
	}

}
