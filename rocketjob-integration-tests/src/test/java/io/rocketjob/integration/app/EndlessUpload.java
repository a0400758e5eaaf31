package io.rocketjob.integration.app;

import java.util.stream.Stream;

import io.rocketjob.RocketJobTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Uploads lines without end.
 */
@Component
@ConditionalOnBooleanProperty("app.upload")
public class EndlessUpload implements CommandLineRunner {

	private static final Logger logger = LoggerFactory.getLogger(EndlessUpload.class);

	/** What it prints when it begins. */
	public static final String BEGUN = "Uploading without end";

	private final RocketJobTemplate rocketJob;

	EndlessUpload(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	@Override
	public void run(String... args) {
		logger.info(BEGUN);
		this.rocketJob.batch(LinesBatch.class)
			.fields(new LinesBatch.Fields(0, LinesBatch.Fields.NEVER))
			.upload(Stream.generate(() -> "1 line"))
			.create();
	}

}
