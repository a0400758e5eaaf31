package io.rocketjob.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which version of Spring Boot is needed.
 */
final class UnsupportedSpringBootFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedSpringBootException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedSpringBootException cause) {
		return new FailureAnalysis(
				"Rocket Job needs Spring Boot 4 (it is tested with 4.1), and this application has Spring Boot "
						+ cause.version() + ".",
				"Update Spring Boot to 4.1 or later, in the parent or the BOM of your build; or remove"
						+ " rocketjob-spring-boot-starter, or set rocketjob.enabled=false.",
				cause);
	}

}
