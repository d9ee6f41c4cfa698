using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.GuideVariables.Internal;

/// <summary>A configuration source of the process's flat variables.</summary>
internal sealed class FlatVariableSource : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider();

    private sealed class Provider : ConfigurationProvider
    {
        public override void Load() => Data = FlatVariables.Translate(
            new ConfigurationBuilder().AddEnvironmentVariables().Build().AsEnumerable());

        public override string ToString() => "the guide's flat environment variables";
    }
}
