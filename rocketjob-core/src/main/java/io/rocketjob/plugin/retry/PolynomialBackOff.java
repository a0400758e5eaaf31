package io.rocketjob.plugin.retry;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Delays of 5 seconds more than the fourth power of the number of failures: 6, 21, 86,
 * 261 seconds, up to some four and a half days after the 25th.
 */
final class PolynomialBackOff implements BackOff {

	private static final int LEAST_SECONDS = 5;

	@Override
	public BackOffExecution start() {
		return new BackOffExecution() {

			private long failures;

			@Override
			public long nextBackOff() {
				long n = ++this.failures;
				return (n * n * n * n + LEAST_SECONDS) * 1000;
			}

		};
	}

}
