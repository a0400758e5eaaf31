package io.rocketjob.plugin.transaction;

import java.util.Arrays;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.PluggableClass;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The plugin behind {@link SliceTransaction}.
 *
 * @since 0.1.0
 */
public final class SliceTransactionPlugin extends AnnotationPlugin<SliceTransaction> {

	private final ListableBeanFactory beans;

	/**
	 * Makes the plugin.
	 * @param beans where transaction managers are
	 */
	public SliceTransactionPlugin(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	protected void contribute(SliceTransaction options, PluggableClass jobClass) {
		jobClass
			.batchCallbacks(new TransactionalSlices(new TransactionTemplate(manager(options.transactionManager()))));
	}

	private PlatformTransactionManager manager(String name) {
		String[] names = this.beans.getBeanNamesForType(PlatformTransactionManager.class);
		if (names.length == 0) {
			throw new IllegalArgumentException("there is no PlatformTransactionManager bean; declare one, such as a"
					+ " MongoTransactionManager or a JdbcTransactionManager");
		}
		if (!name.isEmpty()) {
			if (!Arrays.asList(names).contains(name)) {
				throw new IllegalArgumentException("transactionManager: there is no PlatformTransactionManager bean '"
						+ name + "'; there are " + String.join(", ", names));
			}
			return this.beans.getBean(name, PlatformTransactionManager.class);
		}
		PlatformTransactionManager only = this.beans.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
		if (only == null) {
			throw new IllegalArgumentException(
					"transactionManager: there are several PlatformTransactionManager beans and none is primary,"
							+ " so it must name one: " + String.join(", ", names));
		}
		return only;
	}

}
