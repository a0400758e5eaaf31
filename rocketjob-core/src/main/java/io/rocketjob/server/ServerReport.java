package io.rocketjob.server;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.rocketjob.ServerFilter;
import io.rocketjob.ServerState;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.work.ProcessName;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What a server tells of itself in its document. Thread-safe.
 */
final class ServerReport {

	/** There in each JDK, and not in each runtime that was made of one. */
	private static final boolean HAS_CPU_LOAD = ClassUtils.isPresent("com.sun.management.OperatingSystemMXBean",
			ServerReport.class.getClassLoader());

	private final ServerSettings settings;

	private final ActiveRuns runs;

	private volatile ServerState state = ServerState.STARTING;

	private volatile IntSupplier maxWorkers = () -> 0;

	private volatile IntSupplier workers = () -> 0;

	private volatile IntSupplier busy = () -> 0;

	private volatile Supplier<ServerFilter> filter;

	ServerReport(ServerSettings settings, ActiveRuns runs) {
		this.settings = settings;
		this.runs = runs;
		this.filter = settings::filter;
	}

	/**
	 * What to tell about the workers.
	 * @param max how many there may be
	 * @param alive how many there are
	 * @param atWork how many of them have something to do
	 * @param which what they work on
	 */
	void of(IntSupplier max, IntSupplier alive, IntSupplier atWork, Supplier<ServerFilter> which) {
		this.maxWorkers = max;
		this.workers = alive;
		this.busy = atWork;
		this.filter = which;
	}

	void state(ServerState changed) {
		this.state = changed;
	}

	/**
	 * What never changes.
	 * @return values of the document
	 */
	Document registration() {
		Document values = new Document(ServerDocument.HOST, ProcessName.host())
			.append(ServerDocument.PID, ProcessHandle.current().pid())
			.append(ServerDocument.JAVA, ManagementFactory.getRuntimeMXBean().getSpecVersion())
			.append(ServerDocument.FORMAT, FormatVersion.CURRENT);
		String version = ServerReport.class.getPackage().getImplementationVersion();
		return (version != null) ? values.append(ServerDocument.VERSION, version) : values;
	}

	/**
	 * What is told with each heartbeat.
	 * @return values of the document by their paths
	 */
	Document heartbeat() {
		Runtime runtime = Runtime.getRuntime();
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return new Document(ServerDocument.STATE, this.state.value())
			.append(ServerDocument.MAX_WORKERS, this.maxWorkers.getAsInt())
			.append(ServerDocument.FILTER, ServerDocument.filter(this.filter.get()))
			.append("heartbeat.workers", this.workers.getAsInt())
			.append("heartbeat.running", this.runs.all().size())
			.append("heartbeat.intervalMs", this.settings.heartbeatInterval().toMillis())
			.append("heartbeat.loadAverage", system.getSystemLoadAverage())
			.append("heartbeat.cpuLoad", HAS_CPU_LOAD ? CpuLoad.of(system) : null)
			.append("heartbeat.heapUsed", runtime.totalMemory() - runtime.freeMemory())
			.append("heartbeat.heapMax", runtime.maxMemory());
	}

	/**
	 * What this process knows itself.
	 * @param name its name
	 * @param id its registration
	 * @param beating whether it sends heartbeats
	 * @param silence how long none has reached the database
	 * @return all of it
	 */
	Vitals vitals(String name, @Nullable String id, boolean beating, @Nullable Duration silence) {
		return new Vitals(name, id, this.state, beating, silence, this.settings.deadAfter(), this.workers.getAsInt(),
				this.maxWorkers.getAsInt(), this.busy.getAsInt());
	}

	/** Apart, so that it is loaded only where there is such a class. */
	private static final class CpuLoad {

		private CpuLoad() {
		}

		/**
		 * How busy this process keeps the processors.
		 * @return 0 to 1, or {@code null} when it cannot be told
		 */
		static @Nullable Double of(OperatingSystemMXBean system) {
			double load = (system instanceof com.sun.management.OperatingSystemMXBean detailed)
					? detailed.getProcessCpuLoad() : -1;
			return (load >= 0) ? load : null;
		}

	}

}
