package io.rocketjob.ondemand;

import org.springframework.util.Assert;

/**
 * The fields of jobs of {@link OnDemandJob} and {@link OnDemandBatch}.
 *
 * @param expression what they do, in the Spring Expression Language; stored and shown as
 * it is
 * @since 0.1.0
 */
public record OnDemand(String expression) {

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when the expression is blank
	 */
	public OnDemand {
		Assert.hasText(expression, "There must be an expression, such as @reports.send('daily')");
	}

}
