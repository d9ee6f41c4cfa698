using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Settings.Internal;

/// <summary>
/// Around the framework's validator: what is wrong with the settings is logged as one sentence for each fault. Services that the host starts are
/// made here too, because their constructors read settings.
/// </summary>
internal sealed partial class SettingsStartupValidator(
    IStartupValidator validator, IServiceProvider services, SettingsStartup startup, ILogger<SettingsStartupValidator> logger) : IStartupValidator
{
    public void Validate()
    {
        try
        {
            validator.Validate();
            _ = services.GetServices<IHostedService>().Count();
        }
        catch (Exception exception) when (SettingsFaults.In(exception) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                LogFault(fault);
            }

            SettingsFaults.MarkTold(exception);
            startup.IsFaultTold = true;
            throw;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "The service does not start: {Fault}")]
    private partial void LogFault(string fault);
}
