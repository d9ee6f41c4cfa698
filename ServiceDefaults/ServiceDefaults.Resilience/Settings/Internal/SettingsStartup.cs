using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Ends a host that cannot start because of its settings: one sentence for each fault, no stack trace, exit code 1.
/// </summary>
internal sealed class SettingsStartup
{
    // The host's log category for exceptions that end a start, with their stack traces.
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int ExitCode = 1;

    private static int _isHandled;

    private volatile bool _isFaultLogged;

    public bool IsFaultLogged
    {
        get => _isFaultLogged;
        set => _isFaultLogged = value;
    }

    public static void AddTo(IHostApplicationBuilder builder)
    {
        HandleOnce();
        if (builder.Services.Any(service => service.ServiceType == typeof(SettingsStartup)))
        {
            return;
        }

        var startup = new SettingsStartup();
        builder.Services.AddSingleton(startup);
        builder.Logging.AddFilter(HostLog, level => level >= LogLevel.Information && !startup.IsFaultLogged);
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, SettingsGuard>());
    }

    // Program.cs itself and code before the host also read settings; only this handler receives all of their
    // exceptions.
    private static void HandleOnce()
    {
        if (Interlocked.Exchange(ref _isHandled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => End((Exception)unhandled.ExceptionObject);
        }
    }

    private static void End(Exception exception)
    {
        if (SettingsFaults.In(exception) is not { Count: > 0 } faults)
        {
            return;
        }

        foreach (var fault in SettingsFaults.AreLogged(exception) ? [] : faults)
        {
            Console.Error.WriteLine($"The service does not start: {fault}");
        }

        Environment.Exit(ExitCode);
    }
}
