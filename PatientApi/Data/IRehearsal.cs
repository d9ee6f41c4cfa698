namespace PatientApi.Data;

/// <summary>
/// Does once, before this instance says that it is ready, what it will be asked for: the model, the queries and a connection are made by then. A standby is asked for
/// the first time when it is needed, and waited for one second.
/// </summary>
internal interface IRehearsal
{
    Task RunAsync(CancellationToken cancellationToken);
}
