package io.rocketjob.test.autoconfigure;

import java.time.Duration;

import io.rocketjob.test.autoconfigure.RunnersContextCustomizerFactory.WithoutRunners;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Ends the start of an application before its runners are called, where the test wants
 * none. Everything else is as it would be: the application is ready.
 */
class RunnersRunListener implements SpringApplicationRunListener, Ordered {

	private final SpringApplication application;

	private final String[] arguments;

	RunnersRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
	}

	/** After all others, which shall hear that the application has started. */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (WithoutRunners.isOf(context)) {
			context.publishEvent(new ApplicationReadyEvent(this.application, this.arguments, context, timeTaken));
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			// the loader of the test takes the context all the same
			throw new AbandonedRunException(context);
		}
	}

}
