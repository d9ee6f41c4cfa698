using System.Diagnostics;
using PatientApi.Contracts;
using ServiceDefaults.Callers;

namespace PatientGateway.Audit;

/// <summary>Records accesses, with the caller, the time and the trace of the current request.</summary>
internal sealed class AuditRecorder(AuditTrail trail, ICallerContext caller, TimeProvider time)
{
    /// <summary>Records an access of the current caller.</summary>
    /// <returns>False if it is not in the audit trail.</returns>
    public bool TryRecord(string action, IReadOnlyList<AuditedPatient> patients, bool breakGlass = false) =>
        TryRecord(caller, action, patients, breakGlass);

    /// <summary>Records the delivery of a write that was accepted earlier.</summary>
    public void RecordDelivery(ICallerContext sender, AuditedPatient patient) =>
        TryRecord(sender, AuditActions.Deliver, [patient], breakGlass: false);

    private bool TryRecord(
        ICallerContext by, string action, IReadOnlyList<AuditedPatient> patients, bool breakGlass) =>
        trail.TryRecord(new()
        {
            At = time.GetUtcNow(),
            Client = by.Client,
            Tenant = by.Tenant,
            Action = action,
            Patients = patients,
            TraceId = Activity.Current?.TraceId.ToHexString(),
            BreakGlass = breakGlass,
        });
}
