package io.rocketjob.missioncontrol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.BoundedCount;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.JobFormDescriptor;
import io.rocketjob.operation.JobOperations;
import io.rocketjob.operation.JobPage;
import io.rocketjob.operation.JobSearch;
import io.rocketjob.operation.OperationException;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.OutputOperations;
import io.rocketjob.operation.OutputOperations.OutputDescriptor;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.SearchOperations;
import io.rocketjob.operation.SearchOperations.Facets;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Lists of jobs, and the page of one.
 */
final class JobPages {

	private static final String SIZE = "50";

	/** What the form has of the value that it was shown with, by name. */
	private static final String SHOWN = "shown.";

	private static final JobPage NOTHING = new JobPage(List.of(), JobPage.Order.CREATED, null, null, false);

	private static final Facets NO_CLASSES = new Facets(Map.of(), 0, true);

	private static final BoundedCount NOBODY = new BoundedCount(0, true);

	private final SearchOperations search;

	private final JobOperations jobs;

	private final OutputOperations outputs;

	private final Counts counts;

	private final JobPageTabs tabs;

	JobPages(Operations operations, Counts counts, JobPageTabs tabs) {
		this.search = operations.search();
		this.jobs = operations.jobs();
		this.outputs = operations.outputs();
		this.counts = counts;
		this.tabs = tabs;
	}

	Answer list(Call call) {
		String text = call.parameter("q");
		JobTab tab = hasState(text) ? JobTab.ALL : JobTab.of(call.parameter("state"));
		String search = tab.search(text);
		Page page = call.page(Section.JOBS, tab.title() + " jobs");
		JobList list;
		try {
			list = call.view(() -> list(call, tab, text, search));
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.BAD_REQUEST) {
				throw ex;
			}
			JobList refused = new JobList(tab, text, this.counts.byState(), NOTHING, NO_CLASSES, NOBODY,
					ex.getMessage());
			return Answer.page(HttpServletResponse.SC_BAD_REQUEST,
					(out, tags) -> JtejobsGenerated.render(out, tags, page, refused));
		}
		return Answer.page((out, tags) -> JtejobsGenerated.render(out, tags, page, list));
	}

	private JobList list(Call call, JobTab tab, @Nullable String text, String search) {
		JobPage found = this.search.page(call.operator(), new JobSearch(search, call.parameter("at"), SIZE));
		Facets classes = this.search.classes(call.operator(), search);
		BoundedCount count = (text == null) ? tab.count(this.counts.byState())
				: this.search.count(call.operator(), search);
		return new JobList(tab, text, this.counts.byState(), found, classes, count, null);
	}

	/** Whoever writes a state means that one. */
	private static boolean hasState(@Nullable String text) {
		return text != null && (" " + text).contains(" state:");
	}

	/**
	 * How the word at the end of a search can go on, for the list beside its field.
	 */
	Answer completions(Call call) {
		String text = call.raw("q");
		List<JobSearch.Completion> completions = this.search.completions(call.operator(), text, text.length());
		return Answer.page((out, tags) -> JtecompletionsGenerated.render(out, tags, text, completions));
	}

	Answer job(Call call) {
		try {
			return job(call, null);
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.NOT_FOUND
					|| !Notice.CREATED.key().equals(call.parameter("done"))) {
				throw ex;
			}
			return MissionControl.problem(call.page(Section.JOBS, "Not there any more"),
					HttpServletResponse.SC_NOT_FOUND,
					"The job was created, and is gone: it has completed, and its class keeps no jobs that have.");
		}
	}

	private Answer job(Call call, @Nullable String problem) {
		JobView view = call.view(() -> view(call)).with(problem);
		Page page = call.page(Section.JOBS, view.job().jobClass());
		return Answer.page((problem != null) ? HttpServletResponse.SC_CONFLICT : HttpServletResponse.SC_OK,
				(out, tags) -> JtejobGenerated.render(out, tags, page, view));
	}

	private JobView view(Call call) {
		JobDescriptor job = this.jobs.get(call.operator(), call.path("id"));
		List<JobAction> actions = JobAction.of(job, call.page(Section.JOBS, job.jobClass()));
		return new JobView(job, actions, this.tabs.of(job, call.visitor()), outputs(call, job), form(call, job), null);
	}

	private List<OutputDescriptor> outputs(Call call, JobDescriptor job) {
		if (job.batch() == null || !job.state().equals("completed")) {
			return List.of();
		}
		try {
			return this.outputs.list(call.operator(), job.id());
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.NOT_FOUND) {
				throw ex;
			}
			// it has just been deleted
			return List.of();
		}
	}

	private @Nullable JobFormDescriptor form(Call call, JobDescriptor job) {
		if (!call.visitor().may(Permission.JOB_EDIT) || List.of("completed", "aborted").contains(job.state())) {
			return null;
		}
		try {
			return this.jobs.form(call.operator(), job.id());
		}
		catch (OperationException ex) {
			if (ex.kind() == OperationException.Kind.UNAVAILABLE) {
				throw ex;
			}
			// not this job, for this visitor; or it is gone by now
			return null;
		}
	}

	Answer confirm(Call call) {
		JobDescriptor job = this.jobs.get(call.operator(), call.path("id"));
		JobAction action = JobAction.find(call.path("action"));
		Page page = call.page(Section.JOBS, (action != null) ? action.verb() : "");
		if (action == null || !JobAction.of(job, page).contains(action)) {
			return Answer.redirect(page.to("jobs", job.id()));
		}
		Confirmation confirmation = new Confirmation(action.verb() + " this job?",
				job.jobClass() + " " + job.id() + ", " + job.state(), String.valueOf(action.warning()), action.verb(),
				page.to("jobs", job.id(), "actions", action.key()), page.to("jobs", job.id()), action.needsReason());
		return Answer.page((out, tags) -> JteconfirmGenerated.render(out, tags, page, confirmation));
	}

	Answer act(Call call) {
		String id = call.path("id");
		String key = call.path("action");
		JobAction action = JobAction.find(key);
		if (action == JobAction.DELETE) {
			this.jobs.delete(call.operator(), id);
			return call.see(Notice.DELETE, "jobs");
		}
		this.jobs.act(call.operator(), id, key, null);
		Notice notice = (action != null) ? action.notice() : Notice.EDIT;
		return "schedules".equals(call.parameter("back")) ? call.see(notice, "schedules")
				: call.see(notice, "jobs", id);
	}

	/**
	 * Changes what the form has otherwise than it was shown with. Refuses where the job
	 * has something else by now.
	 */
	Answer edit(Call call) {
		String id = call.path("id");
		Map<String, @Nullable Object> changes = new LinkedHashMap<>();
		call.request().params().keySet().stream().filter((name) -> name.startsWith(SHOWN)).forEach((parameter) -> {
			String name = parameter.substring(SHOWN.length());
			String wanted = call.raw(name).replace("\r\n", "\n");
			if (call.request().param(name).isPresent() && !wanted.equals(call.raw(parameter).replace("\r\n", "\n"))) {
				changes.put(name, FormField.value(wanted, call.raw("type." + name)));
			}
		});
		if (changes.isEmpty()) {
			return call.see(Notice.UNCHANGED, "jobs", id);
		}
		try {
			this.jobs.edit(call.operator(), id, changes, call.parameter("version"));
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.CONFLICT) {
				throw ex;
			}
			return job(call, ex.getMessage());
		}
		return call.see(Notice.EDIT, "jobs", id);
	}

	/**
	 * A list of jobs.
	 *
	 * @param tab which list
	 * @param text what was searched for, {@code null} for nothing
	 * @param counts how many jobs there are in each state
	 * @param found the page of the list
	 * @param classes of which classes the jobs are
	 * @param count how many jobs match
	 * @param problem what is wrong with the search
	 */
	record JobList(JobTab tab, @Nullable String text, Map<String, BoundedCount> counts, JobPage found, Facets classes,
			BoundedCount count, @Nullable String problem) {

		String address(Page page, JobTab other) {
			return address(page, other, JobPages.hasState(this.text) ? null : this.text, null);
		}

		String at(Page page, @Nullable String place) {
			return address(page, this.tab, this.text, place);
		}

		/** The same list, of one class. */
		String ofClass(Page page, String jobClass) {
			return address(page, this.tab,
					(((this.text != null) ? this.text : "") + " " + Page.word("class", jobClass)).strip(), null);
		}

		private static String address(Page page, JobTab tab, @Nullable String text, @Nullable String place) {
			return Page.query(page.to("jobs"), "state", (tab != JobTab.ALL) ? tab.key() : null, "q", text, "at", place);
		}

		/** Whether there is more than one class, so that it helps to choose one. */
		boolean hasClasses() {
			return this.classes.classes().size() > 1;
		}

	}

	/**
	 * A job.
	 *
	 * @param job the job
	 * @param actions what this visitor can do with it
	 * @param tabs the tabs that beans add for this visitor
	 * @param outputs what it has made, when it is completed
	 * @param form what can be changed; {@code null} when nothing can be
	 * @param problem why the form was refused
	 */
	record JobView(JobDescriptor job, List<JobAction> actions, List<JobPageTabs.Tab> tabs,
			List<OutputDescriptor> outputs, @Nullable JobFormDescriptor form, @Nullable String problem) {

		/** The same, with what is wrong with the form that was sent. */
		JobView with(@Nullable String wrong) {
			return (wrong != null) ? new JobView(this.job, this.actions, this.tabs, this.outputs, this.form, wrong)
					: this;
		}

		List<FormField> fields() {
			return (this.form != null) ? this.form.values().stream().map(FormField::new).toList() : List.of();
		}

	}

}
