package io.rocketjob.autoconfigure;

import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Says which version of Spring Boot is needed where the application has an older one,
 * before anything of it is touched that is not there. Uses only what older versions have
 * as well, by the same names; so do {@link UnsupportedSpringBootException} and its
 * analyzer.
 */
final class SpringBootVersionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final int LEAST = 4;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (!"false".equalsIgnoreCase(context.getEnvironment().getProperty("rocketjob.enabled"))) {
			check(SpringBootVersion.getVersion());
		}
	}

	/**
	 * Checks a version.
	 * @param version such as {@code 3.5.7}
	 * @throws UnsupportedSpringBootException when it is too old
	 */
	static void check(String version) {
		if (Integer.parseInt(version.substring(0, version.indexOf('.'))) < LEAST) {
			throw new UnsupportedSpringBootException(version);
		}
	}

}
