package io.rocketjob.test.runner;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** An application that is a runner, and declares another one. */
@SpringBootApplication
public class RunnerApplication implements CommandLineRunner {

	private final List<String> calls = new ArrayList<>();

	@Override
	public void run(String... args) {
		this.calls.add("command line");
	}

	@Bean
	ApplicationRunner importer(Orders orders) {
		return (args) -> this.calls.add(orders.importAll());
	}

	@EventListener(ApplicationStartedEvent.class)
	void started() {
		this.calls.add("started");
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		this.calls.add("ready");
	}

	@EventListener
	void accepts(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			this.calls.add("accepts");
		}
	}

	List<String> calls() {
		return this.calls;
	}

}
