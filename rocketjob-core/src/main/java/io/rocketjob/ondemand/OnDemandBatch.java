package io.rocketjob.ondemand;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

/**
 * Does with each record what an expression says that is given when the batch is created.
 * The expression has the record as {@code #record}, and its number as {@code #number}.
 *
 * <pre class="code">
 * rocketJob.batch(OnDemandBatch.class)
 *     .fields(new OnDemand("@customers.rename(#record['id'], #record['name'].strip())"))
 *     .upload(Path.of("/data/customers.csv"))
 *     .create();
 * </pre>
 *
 * The value of the expression is output, unless it is {@code null}. For the rest see
 * {@link OnDemandJob}. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Does with each record what its expression says", destroyOnComplete = false)
@InputCategory(format = RecordFormat.AUTO)
@OutputCategory
public class OnDemandBatch implements BatchJob<OnDemand, Object, Object>, JobPlugin {

	private final Expressions expressions;

	/**
	 * Makes the bean.
	 * @param expressions evaluates them
	 */
	public OnDemandBatch(Expressions expressions) {
		this.expressions = expressions;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == OnDemandBatch.class) {
			jobClass.onCreate((job) -> this.expressions.checkNew(job, true));
		}
	}

	@Override
	public @Nullable Object perform(Object record, BatchContext<OnDemand> context) {
		return this.expressions.of(context.fields(), true).evaluate(record, context.recordNumber());
	}

}
