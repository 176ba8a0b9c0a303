using Pepay.Cli;

return await PepayCommand.RunAsync(args, Console.Out, Console.Error);
