package io.rocketjob.integration.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;

/**
 * Tries to create a {@link KeyedJob} for each of many numbers, in an order of its own.
 */
@RocketJob(priority = 1)
public class KeyCreator implements Job<KeyCreator.Task> {

	private final RocketJobTemplate rocketJob;

	KeyCreator(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	@Override
	public Object perform(Task fields, JobContext context) {
		List<Integer> numbers = new ArrayList<>();
		for (int number = 0; number < fields.keys(); number++) {
			numbers.add(number);
		}
		Collections.shuffle(numbers.subList(0, fields.keys() / 2), new Random(fields.seed()));
		for (int number : numbers) {
			try {
				this.rocketJob.create(KeyedJob.class, new KeyedJob.Key(number));
			}
			catch (DuplicateJobException ex) {
				// as it should be
				continue;
			}
		}
		return null;
	}

	/**
	 * What to create.
	 *
	 * @param keys how many numbers
	 * @param seed what makes the order
	 */
	public record Task(int keys, int seed) {
	}

}
