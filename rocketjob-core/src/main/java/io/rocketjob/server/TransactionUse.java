package io.rocketjob.server;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.plugin.transaction.SliceTransaction;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ReflectionUtils;

/**
 * Internal: which job classes run in transactions of the database that jobs are in. Knows
 * what annotations say; what code does by hand is found when it does it.
 *
 * @param engine the jobs
 * @param beans where transaction managers are
 */
public record TransactionUse(JobEngine engine, ListableBeanFactory beans) {

	/**
	 * The classes.
	 * @return their names
	 */
	List<String> classes() {
		if (this.beans.getBeanNamesForType(PlatformTransactionManager.class).length == 0) {
			return List.of();
		}
		return this.engine.classes()
			.all()
			.stream()
			.filter(this::needsTransactions)
			.map(JobClass::name)
			.sorted()
			.toList();
	}

	private boolean needsTransactions(JobClass<?> jobClass) {
		Class<?> type = jobClass.type();
		SliceTransaction slices = AnnotatedElementUtils.findMergedAnnotation(type, SliceTransaction.class);
		if (slices != null && isOurs(slices.transactionManager())) {
			return true;
		}
		Transactional whole = AnnotatedElementUtils.findMergedAnnotation(type, Transactional.class);
		return (whole != null && isOurs(whole.transactionManager()))
				|| Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type)).anyMatch(this::isTransactionalPerform);
	}

	private boolean isTransactionalPerform(Method method) {
		Transactional transactional = method.getName().equals("perform")
				? AnnotatedElementUtils.findMergedAnnotation(method, Transactional.class) : null;
		return transactional != null && isOurs(transactional.transactionManager());
	}

	private boolean isOurs(String name) {
		return manager(name) instanceof MongoTransactionManager mongo
				&& this.engine.store().mongo().isBoundBy(mongo.getDatabaseFactory());
	}

	private @Nullable PlatformTransactionManager manager(String name) {
		if (name.isEmpty()) {
			return this.beans.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
		}
		return this.beans.containsBean(name) && this.beans.isTypeMatch(name, PlatformTransactionManager.class)
				? this.beans.getBean(name, PlatformTransactionManager.class) : null;
	}

}
