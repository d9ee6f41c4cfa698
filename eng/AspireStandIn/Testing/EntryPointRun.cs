using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An AppHost's entry point, run inside a test. Its <c>Build()</c> hands the builder to the test and goes on only when the
/// test builds; its <c>Run()</c> waits until the test has done with the application.
/// </summary>
internal sealed class EntryPointRun(Assembly assembly)
{
    private static readonly AsyncLocal<EntryPointRun?> Running = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication?> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static EntryPointRun? Current => Running.Value;

    public Assembly Assembly { get; } = assembly;

    public Task Ended => _ended.Task;

    /// <summary>Runs the entry point up to its <c>Build()</c>. What it throws before that, the caller gets.</summary>
    public async Task<DistributedApplicationBuilder> StartAsync(string[] args, CancellationToken cancellationToken)
    {
        var entryPoint = Assembly.EntryPoint ?? throw new InvalidOperationException($"Assembly '{Assembly.GetName().Name}' has no entry point.");
        var run = Task.Factory.StartNew(
            () =>
            {
                Running.Value = this;
                entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entryPoint.GetParameters().Length == 0 ? [] : [args], null);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (await Task.WhenAny(_builder.Task, run).WaitAsync(cancellationToken) == run)
        {
            await run;
            throw new InvalidOperationException("The entry point ended without building an application.");
        }

        return await _builder.Task;
    }

    /// <summary>What <c>Build()</c> does in the entry point's thread.</summary>
    public DistributedApplication Build(DistributedApplicationBuilder builder)
    {
        _builder.SetResult(builder);
        return _application.Task.GetAwaiter().GetResult() ?? throw new OperationCanceledException("The test ended without building the application.");
    }

    /// <summary>Gives the entry point the application the test has built.</summary>
    public DistributedApplication Continue(DistributedApplicationBuilder builder)
    {
        var application = builder.BuildHost();
        _application.SetResult(application);
        return application;
    }

    public void End()
    {
        _application.TrySetResult(null);
        _ended.TrySetResult();
    }
}
