package api

import "slices"

// The operations on tasks.
var taskOperations = []Operation{
	{
		Name: AcknowledgeTaskResult, Short: "acknowledge",
		Does:  "take task results out of the account's inbox",
		Write: true, Subject: "TaskDetailNo", List: "TaskDetailNo",
		Params: slices.Concat([]Param{
			required("TaskDetailNo.N", Text),
		}, message),
		AfterDoubt: SameAgain,
		Answer: Answer{
			Fields: []string{"Result"},
		},
		Errors: []string{"MissingTaskDetailNo"},
		RAM:    "domain:AcknowledgeTaskResult", Source: "003 §5.1",
	},
	{
		Name:   PollTaskResult,
		Does:   "the account's inbox of task results that nobody acknowledged",
		Paging: PagesByNumber, PageMax: pageMaxDetails,
		Params: slices.Concat([]Param{
			required("PageNum", Integer),
			required("PageSize", Integer),
			optional("DomainName", Text),
			optional("InstanceId", Text),
			optional("TaskNo", Text),
			{Name: "TaskResultStatus", Type: Integer, Need: Optional, Enum: []string{"2", "3"}},
		}, message),
		Answer: Answer{
			List:  "Data",
			Inner: "TaskDetail",
			Items: []string{
				"TaskType", "DomainName", "InstanceId", "TaskStatus", "TaskStatusCode", "CreateTime", "UpdateTime", "TryCount",
				"TaskNo", "TaskDetailNo", "ErrorMsg", "TaskTypeDescription", "TaskResult",
			},
			Beyond: []string{"FailReason"},
			Hidden: []string{"TaskResult"},
		},
		Errors: []string{"MissingPageSize"},
		RAM:    "domain:QueryDomainTask", Source: "003 §5.7",
	},
	{
		Name:    QueryTaskDetailHistory,
		Does:    "the details of an archived task",
		Subject: "TaskNo", Paging: PagesByCursor, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageSize", Integer),
			required("TaskNo", Text),
			{Name: "TaskStatus", Type: Integer, Need: Optional, Enum: []string{"0", "1", "2", "3"}},
			optional("DomainName", Text),
			optional("InstanceId", Text),
			optional("DomainNameCursor", Text),
			optional("TaskDetailNoCursor", Text),
		}, messageSDK),
		Answer: Answer{
			List:  "Objects",
			Inner: "TaskDetailHistory",
			Flat:  true,
			Items: []string{
				"TaskType", "DomainName", "InstanceId", "TaskStatus", "TaskStatusCode", "CreateTime", "UpdateTime", "TryCount",
				"TaskNo", "TaskDetailNo", "ErrorMsg", "TaskTypeDescription",
			},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryDomainTask", Source: "003 §5.13",
	},
	{
		Name:    QueryTaskDetailList,
		Does:    "the details of a task",
		Subject: "TaskNo", Paging: PagesByNumber, PageMax: pageMaxDetails,
		Params: slices.Concat([]Param{
			required("PageNum", Integer),
			required("PageSize", Integer),
			required("TaskNo", Text),
			{Name: "TaskStatus", Type: Integer, Need: Optional, Enum: []string{"0", "1", "2", "3"}},
			optional("DomainName", Text),
			optional("InstanceId", Text),
		}, messageSDK),
		Answer: Answer{
			List:  "Data",
			Inner: "TaskDetail",
			Items: []string{
				"TaskType", "DomainName", "InstanceId", "TaskStatus", "TaskStatusCode", "CreateTime", "UpdateTime", "TryCount",
				"TaskNo", "TaskDetailNo", "ErrorMsg", "TaskTypeDescription", "TaskResult",
			},
			Beyond: []string{"FailReason"},
			Hidden: []string{"TaskResult"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryDomainTask", Source: "003 §5.14",
	},
	{
		Name:   QueryTaskInfoHistory,
		Does:   "archived tasks",
		Paging: PagesByCursor, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageSize", Integer),
			optional("BeginCreateTime", Long),
			optional("EndCreateTime", Long),
			optional("CreateTimeCursor", Text),
			optional("TaskNoCursor", Text),
		}, messageSDK),
		Answer: Answer{
			List:  "Objects",
			Inner: "TaskInfoHistory",
			Flat:  true,
			Items: []string{
				"TaskType", "TaskNum", "TaskStatus", "TaskStatusCode", "CreateTime", "CreateTimeLong", "Clientip", "TaskNo",
				"TaskTypeDescription",
			},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryDomainTask", Source: "003 §5.15",
	},
	{
		Name:   QueryTaskList,
		Does:   "the tasks of the account",
		Paging: PagesByNumber, PageMax: pageMaxUntold,
		Params: slices.Concat([]Param{
			required("PageNum", Integer),
			required("PageSize", Integer),
			optional("BeginCreateTime", Long),
			optional("EndCreateTime", Long),
		}, messageSDK),
		Answer: Answer{
			List:   "Data",
			Inner:  "TaskInfo",
			Items:  []string{"TaskType", "TaskNum", "TaskStatus", "TaskStatusCode", "CreateTime", "Clientip", "TaskNo", "TaskTypeDescription"},
			Beyond: []string{"TaskBizType", "TaskCancelStatus", "TaskCancelStatusCode", "TaskResult", "TaskTypeCode"},
			Hidden: []string{"TaskResult"},
		},
		Errors: []string{"ParameterIllegal", "NetworkIOError"},
		RAM:    "domain:QueryDomainTask", Source: "003 §5.16",
	},
}
