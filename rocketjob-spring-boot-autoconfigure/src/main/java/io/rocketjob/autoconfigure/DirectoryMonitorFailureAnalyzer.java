package io.rocketjob.autoconfigure;

import java.util.stream.Collectors;

import io.rocketjob.dirmon.DirectoryMonitorException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with an entry of the directory monitor that is declared.
 */
final class DirectoryMonitorFailureAnalyzer extends AbstractFailureAnalyzer<DirectoryMonitorException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DirectoryMonitorException cause) {
		String name = cause.entry();
		if (name == null) {
			return new FailureAnalysis(cause.getMessage(),
					"Correct 'rocketjob.dirmon', or the stored entries that do not go with it.", cause);
		}
		String problems = cause.problems()
			.stream()
			.map((problem) -> System.lineSeparator() + "    - " + problem)
			.collect(Collectors.joining());
		return new FailureAnalysis(
				"The entry '" + name + "' of the directory monitor is wrong:" + problems, (cause.place() != null)
						? "Correct " + cause.place() + "." : "Correct the entry, which the application saves itself.",
				cause);
	}

}
