package io.rocketjob.sample;

import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.RocketJobTemplate;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Creates jobs, about half as many as the server can run, so that there is something to
 * see.
 */
@Configuration(proxyBeanMethods = false)
@Profile("watch")
@EnableScheduling
class JobStream {

	private final RocketJobTemplate rocketJob;

	private final AtomicInteger created = new AtomicInteger();

	JobStream(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	@Scheduled(fixedRate = 100)
	void create() {
		this.rocketJob.create(NameJob.class, new NameJob.Fields(this.created.getAndIncrement()));
	}

}
