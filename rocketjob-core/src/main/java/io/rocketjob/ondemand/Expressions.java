package io.rocketjob.ondemand;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.plugin.NewJob;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * Internal: checks and evaluates expressions that are given on demand. Thread-safe.
 */
public final class Expressions {

	private static final Logger logger = LoggerFactory.getLogger(Expressions.class);

	private static final String RECORD = "record";

	private static final String NUMBER = "number";

	private static final Set<String> OF_RECORDS = new LinkedHashSet<>(List.of(RECORD, NUMBER));

	private static final int LOGGED = 200;

	private final ListableBeanFactory factory;

	private final Set<String> beans;

	/**
	 * Makes it.
	 * @param factory where the beans are
	 * @param beans the names of the beans that expressions reach
	 */
	public Expressions(ListableBeanFactory factory, Collection<String> beans) {
		this.factory = factory;
		this.beans = new LinkedHashSet<>(beans);
	}

	/**
	 * Checks the expression of a new job, and logs that there will be one.
	 * @param job the job
	 * @param ofRecords whether it is for each record
	 */
	void checkNew(NewJob job, boolean ofRecords) {
		OnDemand fields = job.fields(OnDemand.class);
		try {
			of(fields, ofRecords);
			String text = fields.expression().replaceAll("\\p{Cntrl}", " ");
			logger.info("A {} is created with the expression {}", job.jobClass(),
					(text.length() > LOGGED) ? text.substring(0, LOGGED) + "…" : text);
		}
		catch (IllegalArgumentException ex) {
			job.problem(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Parses and checks an expression.
	 * @param fields what has it
	 * @param ofRecords whether it is for each record
	 * @return what evaluates it
	 * @throws IllegalArgumentException when it is wrong, or has what is not allowed here
	 */
	Evaluation of(OnDemand fields, boolean ofRecords) {
		return new Evaluation(
				CheckedExpression.parse(fields.expression(), this.beans, ofRecords ? OF_RECORDS : Set.of()),
				this.factory, this.beans);
	}

	/**
	 * An expression that is allowed.
	 *
	 * @param expression the expression
	 * @param factory where beans are
	 * @param beans the names of those that it reaches
	 */
	record Evaluation(SpelExpression expression, ListableBeanFactory factory, Set<String> beans) {

		@Nullable Object evaluate(@Nullable Object record, long number) {
			RestrictedContext context = new RestrictedContext(this.factory, this.beans);
			if (record != null) {
				context.setVariable(RECORD, record);
				context.setVariable(NUMBER, number);
			}
			return this.expression.getValue(context, record);
		}

	}

}
