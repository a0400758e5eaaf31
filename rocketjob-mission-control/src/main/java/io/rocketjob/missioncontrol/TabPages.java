package io.rocketjob.missioncontrol;

import java.util.List;
import java.util.Objects;

import io.rocketjob.missioncontrol.JobPageTabs.Tab;
import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.JobOperations;
import io.rocketjob.operation.OperationException;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tabs of a job that beans of the application have added.
 */
final class TabPages {

	private static final Logger logger = LoggerFactory.getLogger(TabPages.class);

	private final JobOperations jobs;

	private final JobPageTabs tabs;

	TabPages(JobOperations jobs, JobPageTabs tabs) {
		this.jobs = jobs;
		this.tabs = tabs;
	}

	Answer tab(Call call) {
		Tab tab = this.tabs.find(call.path("key"));
		if (tab == null) {
			return MissionControl.missing(call);
		}
		JobDescriptor job = this.jobs.get(call.operator(), call.path("id"), tab.permission());
		try {
			if (!tab.bean().appliesTo(job)) {
				return MissionControl.missing(call);
			}
			TabContent content = Objects.requireNonNull(tab.bean().content(job, call.operator()), "no content");
			Page page = call.page(Section.JOBS, tab.title());
			TabView view = new TabView(job, tab, this.tabs.of(job, call.visitor()), content,
					call.request().servletRequest().getContextPath());
			return Answer.page((out, tags) -> JtetabGenerated.render(out, tags, page, view));
		}
		catch (OperationException ex) {
			return failed(call, tab, MissionControl.status(ex.kind()), String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			logger.error("The tab '{}' ({}) of the job {} cannot be shown", tab.title(), tab.type(), job.id(), ex);
			return failed(call, tab, HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
					ex.getClass().getName() + ". The log of the application has more.");
		}
	}

	private static Answer failed(Call call, Tab tab, int status, String problem) {
		return MissionControl.problem(call.page(Section.JOBS, tab.title()), status,
				"The tab '" + tab.title() + "' (" + tab.type() + ") cannot be shown: " + problem);
	}

	/**
	 * A tab of a job.
	 *
	 * @param job the job
	 * @param tab the tab
	 * @param tabs all that the job has for this visitor
	 * @param content what it shows
	 * @param contextPath what stands before addresses of the application
	 */
	record TabView(JobDescriptor job, Tab tab, List<Tab> tabs, TabContent content, String contextPath) {
	}

}
