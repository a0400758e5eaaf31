package io.rocketjob.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of Rocket Job, with the key values of the default conventions.
 *
 * @since 0.1.0
 */
public enum RocketJobObservation implements ObservationDocumentation {

	/** The creation of one job, or of many by one call. */
	JOB_CREATE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultJobCreateObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return CreateLowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return CreateHighCardinality.values();
		}

	},

	/** A run of a job, or of what comes before or after the records of a batch. */
	JOB_RUN {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultJobRunObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return RunLowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return RunHighCardinality.values();
		}

	},

	/** The work on one slice of a batch. */
	SLICE_RUN {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultSliceRunObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return SliceLowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return SliceHighCardinality.values();
		}

	};

	/**
	 * Key values of {@link #JOB_CREATE} with few values.
	 *
	 * @since 0.1.0
	 */
	public enum CreateLowCardinality implements KeyName {

		/** The name of the job class. */
		CLASS {

			@Override
			public String asString() {
				return "class";
			}

		},

		/**
		 * The simple name of the class of the exception, {@code none} if there is none.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		}

	}

	/**
	 * Key values of {@link #JOB_CREATE} with any number of values.
	 *
	 * @since 0.1.0
	 */
	public enum CreateHighCardinality implements KeyName {

		/** The id of the job; left out when the call has not created just one. */
		ID {

			@Override
			public String asString() {
				return "rocketjob.id";
			}

		},

		/** How many jobs the call has created. */
		JOBS {

			@Override
			public String asString() {
				return "rocketjob.jobs";
			}

		}

	}

	/**
	 * Key values of {@link #JOB_RUN} with few values.
	 *
	 * @since 0.1.0
	 */
	public enum RunLowCardinality implements KeyName {

		/** The name of the job class, {@code unknown} when this process has no such. */
		CLASS {

			@Override
			public String asString() {
				return "class";
			}

		},

		/** What is run: {@code perform}, or a phase of a batch in lower case. */
		PHASE {

			@Override
			public String asString() {
				return "phase";
			}

		},

		/** How it has ended: a {@link RunOutcome} in lower case. */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The simple name of the class of the exception, {@code none} if there is none.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		}

	}

	/**
	 * Key values of {@link #JOB_RUN} with any number of values.
	 *
	 * @since 0.1.0
	 */
	public enum RunHighCardinality implements KeyName {

		/** The id of the job. */
		ID {

			@Override
			public String asString() {
				return "rocketjob.id";
			}

		},

		/** The name of the server. */
		SERVER {

			@Override
			public String asString() {
				return "rocketjob.server";
			}

		},

		/** The name of the worker. */
		WORKER {

			@Override
			public String asString() {
				return "rocketjob.worker";
			}

		}

	}

	/**
	 * Key values of {@link #SLICE_RUN} with few values.
	 *
	 * @since 0.1.0
	 */
	public enum SliceLowCardinality implements KeyName {

		/** The name of the job class, {@code unknown} when this process has no such. */
		CLASS {

			@Override
			public String asString() {
				return "class";
			}

		},

		/** How it has ended: a {@link RunOutcome} in lower case. */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The simple name of the class of the exception, {@code none} if there is none.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		}

	}

	/**
	 * Key values of {@link #SLICE_RUN} with any number of values.
	 *
	 * @since 0.1.0
	 */
	public enum SliceHighCardinality implements KeyName {

		/** The id of the job. */
		ID {

			@Override
			public String asString() {
				return "rocketjob.id";
			}

		},

		/** The name of the server. */
		SERVER {

			@Override
			public String asString() {
				return "rocketjob.server";
			}

		},

		/** The name of the worker. */
		WORKER {

			@Override
			public String asString() {
				return "rocketjob.worker";
			}

		},

		/** The number of the first record of the slice. */
		SLICE {

			@Override
			public String asString() {
				return "rocketjob.slice";
			}

		}

	}

}
