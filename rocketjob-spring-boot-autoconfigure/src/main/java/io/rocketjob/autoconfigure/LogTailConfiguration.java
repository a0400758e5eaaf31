package io.rocketjob.autoconfigure;

import io.rocketjob.job.JobEngine;
import io.rocketjob.logtail.LogTail;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The last lines that jobs log, for people to look at.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(LogTailConfiguration.OnKeptLines.class)
class LogTailConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LogTail rocketJobLogTail(JobEngine engine, RocketJobProperties properties) {
		return new LogTail(engine, properties.logging().keptLines());
	}

	/** Whether lines are kept. */
	static class OnKeptLines extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			String lines = context.getEnvironment().getProperty("rocketjob.logging.kept-lines", "0").strip();
			return new ConditionOutcome(!lines.equals("0"), "rocketjob.logging.kept-lines is " + lines);
		}

	}

}
