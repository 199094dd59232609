package sdk

import (
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	domain "github.com/aliyun/alibaba-cloud-sdk-go/services/domain"
	intl "github.com/aliyun/alibaba-cloud-sdk-go/services/domain-intl"
)

// maker makes an empty request of one operation.
type maker func() requests.AcsRequest

func of[R requests.AcsRequest](create func() R) maker {
	return func() requests.AcsRequest { return create() }
}

// byName finds makers by the names that their requests have.
func byName(all []maker) map[string]maker {
	names := make(map[string]maker, len(all))
	for _, create := range all {
		names[create().GetActionName()] = create
	}
	return names
}

// chinaRequests are those of the documented operations, version 2018-01-29.
func chinaRequests() map[string]maker {
	return byName([]maker{
		of(domain.CreateSaveRegistrantProfileRequest),
		of(domain.CreateQueryRegistrantProfilesRequest),
		of(domain.CreateDeleteRegistrantProfileRequest),
		of(domain.CreateAcknowledgeTaskResultRequest),
		of(domain.CreateCheckDomainRequest),
		of(domain.CreateListEmailVerificationRequest),
		of(domain.CreateSubmitEmailVerificationRequest),
		of(domain.CreateCheckTransferInFeasibilityRequest),
		of(domain.CreateDeleteEmailVerificationRequest),
		of(domain.CreatePollTaskResultRequest),
		of(domain.CreateQueryChangeLogListRequest),
		of(domain.CreateQueryContactInfoRequest),
		of(domain.CreateQueryDnsHostRequest),
		of(domain.CreateQueryDomainByInstanceIdRequest),
		of(domain.CreateQueryDomainListRequest),
		of(domain.CreateQueryTaskDetailHistoryRequest),
		of(domain.CreateQueryTaskDetailListRequest),
		of(domain.CreateQueryTaskInfoHistoryRequest),
		of(domain.CreateQueryTaskListRequest),
		of(domain.CreateQueryTransferInByInstanceIdRequest),
		of(domain.CreateQueryTransferInListRequest),
		of(domain.CreateQueryTransferOutInfoRequest),
		of(domain.CreateResendEmailVerificationRequest),
		of(domain.CreateSaveBatchTaskForCreatingOrderActivateRequest),
		of(domain.CreateSaveBatchTaskForCreatingOrderRedeemRequest),
		of(domain.CreateSaveBatchTaskForCreatingOrderRenewRequest),
		of(domain.CreateSaveBatchTaskForModifyingDomainDnsRequest),
		of(domain.CreateSaveBatchTaskForTransferProhibitionLockRequest),
		of(domain.CreateSaveBatchTaskForUpdateProhibitionLockRequest),
		of(domain.CreateSaveBatchTaskForUpdatingContactInfoByNewContactRequest),
		of(domain.CreateSaveSingleTaskForCancelingTransferInRequest),
		of(domain.CreateSaveSingleTaskForCancelingTransferOutRequest),
		of(domain.CreateSaveSingleTaskForCreatingDnsHostRequest),
		of(domain.CreateSaveSingleTaskForCreatingOrderActivateRequest),
		of(domain.CreateSaveSingleTaskForCreatingOrderRedeemRequest),
		of(domain.CreateSaveSingleTaskForCreatingOrderRenewRequest),
		of(domain.CreateSaveSingleTaskForModifyingDnsHostRequest),
		of(domain.CreateSaveSingleTaskForQueryingTransferAuthorizationCodeRequest),
		of(domain.CreateSaveSingleTaskForSynchronizingDnsHostRequest),
		of(domain.CreateSaveSingleTaskForTransferProhibitionLockRequest),
		of(domain.CreateSaveSingleTaskForUpdateProhibitionLockRequest),
		of(domain.CreateSaveSingleTaskForUpdatingContactInfoRequest),
		of(domain.CreateTransferInCheckMailTokenRequest),
		of(domain.CreateTransferInRefetchWhoisEmailRequest),
		of(domain.CreateTransferInResendMailTokenRequest),
		of(domain.CreateVerifyContactFieldRequest),
		of(domain.CreateVerifyEmailRequest),
		of(domain.CreateTransferInReenterTransferAuthorizationCodeRequest),
		of(domain.CreateSaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest),
	})
}

// intlRequests are those of the international site, version 2017-12-18.
func intlRequests() map[string]maker {
	return byName([]maker{
		of(intl.CreateSaveRegistrantProfileRequest),
		of(intl.CreateQueryRegistrantProfilesRequest),
		of(intl.CreateDeleteRegistrantProfileRequest),
		of(intl.CreateAcknowledgeTaskResultRequest),
		of(intl.CreateCheckDomainRequest),
		of(intl.CreateListEmailVerificationRequest),
		of(intl.CreateSubmitEmailVerificationRequest),
		of(intl.CreateCheckTransferInFeasibilityRequest),
		of(intl.CreateDeleteEmailVerificationRequest),
		of(intl.CreatePollTaskResultRequest),
		of(intl.CreateQueryChangeLogListRequest),
		of(intl.CreateQueryContactInfoRequest),
		of(intl.CreateQueryDnsHostRequest),
		of(intl.CreateQueryDomainByInstanceIdRequest),
		of(intl.CreateQueryDomainListRequest),
		of(intl.CreateQueryTaskDetailHistoryRequest),
		of(intl.CreateQueryTaskDetailListRequest),
		of(intl.CreateQueryTaskInfoHistoryRequest),
		of(intl.CreateQueryTaskListRequest),
		of(intl.CreateQueryTransferInByInstanceIdRequest),
		of(intl.CreateQueryTransferInListRequest),
		of(intl.CreateQueryTransferOutInfoRequest),
		of(intl.CreateResendEmailVerificationRequest),
		of(intl.CreateSaveBatchTaskForCreatingOrderActivateRequest),
		of(intl.CreateSaveBatchTaskForCreatingOrderRedeemRequest),
		of(intl.CreateSaveBatchTaskForCreatingOrderRenewRequest),
		of(intl.CreateSaveBatchTaskForModifyingDomainDnsRequest),
		of(intl.CreateSaveBatchTaskForTransferProhibitionLockRequest),
		of(intl.CreateSaveBatchTaskForUpdateProhibitionLockRequest),
		of(intl.CreateSaveBatchTaskForUpdatingContactInfoByNewContactRequest),
		of(intl.CreateSaveSingleTaskForCancelingTransferInRequest),
		of(intl.CreateSaveSingleTaskForCancelingTransferOutRequest),
		of(intl.CreateSaveSingleTaskForCreatingDnsHostRequest),
		of(intl.CreateSaveSingleTaskForCreatingOrderActivateRequest),
		of(intl.CreateSaveSingleTaskForCreatingOrderRedeemRequest),
		of(intl.CreateSaveSingleTaskForCreatingOrderRenewRequest),
		of(intl.CreateSaveSingleTaskForModifyingDnsHostRequest),
		of(intl.CreateSaveSingleTaskForQueryingTransferAuthorizationCodeRequest),
		of(intl.CreateSaveSingleTaskForSynchronizingDnsHostRequest),
		of(intl.CreateSaveSingleTaskForTransferProhibitionLockRequest),
		of(intl.CreateSaveSingleTaskForUpdateProhibitionLockRequest),
		of(intl.CreateSaveSingleTaskForUpdatingContactInfoRequest),
		of(intl.CreateTransferInCheckMailTokenRequest),
		of(intl.CreateTransferInRefetchWhoisEmailRequest),
		of(intl.CreateTransferInResendMailTokenRequest),
		of(intl.CreateVerifyContactFieldRequest),
		of(intl.CreateVerifyEmailRequest),
		of(intl.CreateTransferInReenterTransferAuthorizationCodeRequest),
		of(intl.CreateSaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest),
	})
}
