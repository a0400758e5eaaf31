package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.dirmon.FileTaker.Point;
import io.rocketjob.work.ServerIdentity;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** A directory monitor on a test system, and a directory to drop files into. */
final class DirmonSystem implements AutoCloseable {

	static final List<String> RUNS = Collections.synchronizedList(new ArrayList<>());

	final Path in;

	final TestSystem system;

	private final List<Path> roots;

	private final ServerIdentity server;

	/** Is told of the points of taking; may throw. */
	Consumer<Point> hook = (point) -> {
	};

	DirmonSystem(Path root, Path... more) throws IOException {
		RUNS.clear();
		this.in = Files.createDirectories(root.resolve("in"));
		this.roots = Stream.concat(Stream.of(this.in), Stream.of(more)).toList();
		this.server = new ServerIdentity() {
			@Override
			public ObjectId serverId() {
				return new ObjectId();
			}

			@Override
			public String serverName() {
				return "test-1";
			}
		};
		this.system = TestSystem.with((context) -> {
			context.registerBean(PathJob.class);
			context.registerBean(LinesBatch.class);
			context.registerBean(DirmonEngine.class,
					() -> new DirmonEngine(context.getBean(BatchEngine.class).jobs(),
							context.getBeanProvider(RocketJobTemplate.class), this.server, settings(), Map::of,
							(point) -> this.hook.accept(point)));
			context.registerBean(DirectoryScanJob.class,
					() -> new DirectoryScanJob(context.getBeanProvider(DirmonEngine.class)));
			context.registerBean(DirectoryMonitorJob.class,
					() -> new DirectoryMonitorJob(context.getBeanProvider(DirmonEngine.class)));
		}).start();
	}

	private DirmonSettings settings() {
		return new DirmonSettings(this.roots, DirmonSettings.SCHEDULE);
	}

	DirmonEngine engine() {
		return this.system.bean(DirmonEngine.class);
	}

	/** Starts the monitor of another server. */
	DirmonEngine start(DeclaredEntry... declared) {
		Map<String, DirectoryEntry> byPlace = new LinkedHashMap<>();
		Stream.of(declared).forEach((each) -> byPlace.put(each.place(), each.entry()));
		ObjectProvider<RocketJobTemplate> rocketJob = new StaticListableBeanFactory(
				Map.of("rocketJob", this.system.rocketJob))
			.getBeanProvider(RocketJobTemplate.class);
		DirmonEngine engine = new DirmonEngine(this.system.engine, rocketJob, this.server, settings(), () -> byPlace);
		engine.afterSingletonsInstantiated();
		engine.start();
		return engine;
	}

	DirectoryMonitor monitor() {
		return engine().monitor();
	}

	DirectoryEntry entry() {
		return DirectoryEntry.of("orders", this.in + "/*.csv", PathJob.class).withFileField("path");
	}

	DirectoryEntry batchEntry() {
		return DirectoryEntry.of("orders", this.in + "/*.csv", LinesBatch.class);
	}

	void enabled(DirectoryEntry entry) {
		monitor().create(entry);
		monitor().enable(entry.name());
	}

	Path drop(String name, String content) throws IOException {
		Path file = DirmonCases.path(this.in, name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, content);
	}

	void scheduleScans() {
		this.system.bean(DirectoryMonitorJob.class).scheduleScans();
	}

	void scan() {
		engine().scan("orders", () -> true);
	}

	/** Scans so often that files that are complete are taken. */
	void settle() {
		scan();
		this.system.clock.move(Duration.ofMinutes(1));
		scan();
	}

	List<Path> archived() throws IOException {
		Path archive = this.in.resolve("archive");
		if (Files.notExists(archive)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(archive)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	@Override
	public void close() {
		this.system.close();
	}

	enum Region {

		EU, US

	}

	record PathFields(String path, @Editable Region region, @Editable int count, String fixed) {
	}

	@RocketJob
	static class PathJob implements Job<PathFields> {

		@Override
		public Object perform(PathFields fields, JobContext context) {
			RUNS.add(context.id() + " " + fields.path());
			return null;
		}

	}

	@RocketJob
	static class LinesBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String record, BatchContext<Void> context) {
			RUNS.add(context.id() + " " + record);
			return null;
		}

	}

}
