using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Chaos.Internal;

/// <summary>Refuses the injection of faults in production.</summary>
internal sealed class ChaosEnvironmentValidator(IHostEnvironment environment) : IValidateOptions<ChaosOptions>
{
    public ValidateOptionsResult Validate(string? name, ChaosOptions options) =>
        options.Enabled && environment.IsProduction()
            ? ValidateOptionsResult.Fail(
                $"{ChaosOptions.Section}:{nameof(ChaosOptions.Enabled)} is true in the environment Production, where "
                + "no faults are injected. Set it to false, or use another environment.")
            : ValidateOptionsResult.Success;
}
