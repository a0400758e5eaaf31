package io.rocketjob.integration.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets several processes begin to be servers at the same moment, when all of them have
 * done everything that comes before.
 */
@Component
@ConditionalOnBooleanProperty("app.gated")
public class StartGate implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(StartGate.class);

	/** What the process prints when it waits. */
	public static final String WAITING = "Waiting at the gate";

	private final Signals signals;

	private volatile boolean running;

	StartGate(Signals signals) {
		this.signals = signals;
	}

	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public void start() {
		logger.info(WAITING);
		this.signals.await(Signals.START);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
