using Microsoft.Extensions.Configuration;

namespace ServiceDefaults.Tests.Pipelines;

/// <summary>Settings that change as a file does: all at once, with one change notification.</summary>
internal sealed class ChangeableSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change(IEnumerable<(string Key, string? Value)> settings)
    {
        var data = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings)
        {
            data[key] = value;
        }

        Data = data;
        OnReload();
    }

    public void Forget()
    {
        Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        OnReload();
    }
}
