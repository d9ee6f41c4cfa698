namespace ServiceDefaults.Settings;

/// <summary>
/// A setting is missing or invalid, and the host cannot start. The message is one sentence: which setting, its value,
/// the rule, and what to set. Only the message is printed.
/// </summary>
/// <param name="message">The message. It contains no secrets.</param>
/// <param name="innerException">The cause, if any.</param>
public sealed class SettingsException(string message, Exception? innerException = null)
    : InvalidOperationException(message, innerException);
