namespace PatientApi.Data;

/// <summary>
/// Runs the queries of the first requests once before the instance becomes ready, so that the EF model, the compiled
/// queries and a connection exist by then. A standby gets its first request during an outage, and its caller waits only
/// one second.
/// </summary>
internal interface IWarmup
{
    Task RunAsync(CancellationToken cancellationToken);
}
