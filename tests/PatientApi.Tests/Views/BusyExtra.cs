using Microsoft.Extensions.DependencyInjection;
using PatientApi.Data;

namespace PatientApi.Tests.Views;

/// <summary>A low-priority read that runs until this is disposed of.</summary>
internal sealed class BusyExtra : IAsyncDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _read = Task.CompletedTask;

    public static async Task<BusyExtra> StartAsync(ApiFactory api, CancellationToken cancellationToken)
    {
        var busy = new BusyExtra();
        using var tenant = CurrentTenant.Use(CurrentTenant.Default);
        busy._read = api.Services.GetRequiredService<UnitOfWork>().ReadLowPriorityAsync(
            busy.ReadAsync, cancellationToken);
        // The read ends first only if it failed.
        await await Task.WhenAny(busy._read, busy._started.Task);
        return busy;
    }

    public async ValueTask DisposeAsync()
    {
        _end.SetResult();
        await _read;
    }

    private async Task<int> ReadAsync(PatientDbContext db, CancellationToken cancellationToken)
    {
        _started.SetResult();
        await _end.Task.WaitAsync(cancellationToken);
        return 0;
    }
}
