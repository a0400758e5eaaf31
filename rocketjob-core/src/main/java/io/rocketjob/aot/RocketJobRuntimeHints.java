package io.rocketjob.aot;

import java.lang.annotation.Annotation;
import java.util.List;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.LowerPriority;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.SliceWindow;
import io.rocketjob.Subscriber;
import io.rocketjob.ThrottleRunningWorkers;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.singleton.Singleton;
import io.rocketjob.plugin.throttle.ThrottleDependentJobs;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import io.rocketjob.plugin.transaction.SliceTransaction;
import io.rocketjob.plugin.window.ProcessingWindow;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints for what is the same in each application: our annotations, and the libraries of
 * which it is asked whether they are there.
 */
final class RocketJobRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(RocketJob.class, InputCategory.class,
			OutputCategory.class, SliceWindow.class, LowerPriority.class, ThrottleRunningWorkers.class, Encrypted.class,
			Editable.class, CopyOnRestart.class, Subscriber.class, Cron.class, ProcessingWindow.class, Retry.class,
			Singleton.class, SliceTransaction.class, ThrottleDependentJobs.class, ThrottleMethod.class,
			ThrottleRunningJobs.class);

	private static final List<String> LIBRARIES = List.of("com.google.crypto.tink.TinkJsonProtoKeysetFormat",
			"org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream",
			"com.github.luben.zstd.ZstdInputStreamNoFinalizer", "ch.qos.logback.classic.LoggerContext");

	private static final MemberCategory[] NO_MEMBERS = {};

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		ANNOTATIONS.forEach((annotation) -> AnnotationHints.register(annotation, hints));
		LIBRARIES.forEach((type) -> hints.reflection().registerTypeIfPresent(classLoader, type, NO_MEMBERS));
	}

}
