// SPDX-License-Identifier: Apache-2.0

import { argumentsOf, fetchDeclaration, shownText, utf8, wrongValue } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { setQuery } from '../../router.js';
import { useAnswer, useBourse } from '../../ui/hooks.js';
import { Field } from '../../ui/parts.js';

/** Most arguments that have a field. A declaration of 16 KiB could have thousands. */
const MOST = 64;

/** The form of what the app says of itself, which fills in the arguments. */
export function Declared({ checksum }: { checksum: string }) {
	const bourse = useBourse();
	const [values, setValues] = useState<string[]>([]);
	const asked = useAnswer(
		async () => ({ said: await fetchDeclaration(bourse, checksum) }),
		[bourse, checksum],
	);
	const said = asked.value?.said;
	if (!said) return null;
	const set = (nth: number, value: string) => {
		const all = said.arguments.map(
			({ default: usual = '' }, at) => (at === nth ? value : values[at]) ?? usual,
		);
		setValues(all);
		setQuery({ args: argumentsOf(said, all) });
	};
	return (
		<>
			<p>{clean(said.description)}</p>
			{said.arguments.slice(0, MOST).map((argument, nth) => {
				const { name, type, help, choices, default: usual = '' } = argument;
				const value = values[nth] ?? usual;
				const wrong = values[nth] === undefined ? undefined : wrongValue(argument, value);
				return (
					<Field
						key={`${nth} ${name}`}
						label={clean(name) || `Argument ${nth + 1}`}
						hint={clean(help)}
						error={wrong && clean(wrong)}
					>
						{(ids) =>
							type === 'choice' ? (
								<select
									{...ids}
									value={value}
									onChange={({ currentTarget }) => set(nth, currentTarget.value)}
								>
									<option value="">as usual</option>
									{choices.map((choice) => (
										<option key={choice} value={choice}>
											{clean(choice)}
										</option>
									))}
								</select>
							) : type === 'flag' ? (
								<input
									{...ids}
									type="checkbox"
									checked={value === 'true'}
									onChange={({ currentTarget }) =>
										set(nth, String(currentTarget.checked))
									}
								/>
							) : (
								<input
									{...ids}
									type="text"
									inputMode={type === 'number' ? 'decimal' : 'text'}
									placeholder={type === 'file' ? '/in/NAME' : clean(usual)}
									value={value}
									onInput={({ currentTarget }) => set(nth, currentTarget.value)}
								/>
							)
						}
					</Field>
				);
			})}
			{said.inputs.length > 0 && (
				<p class="note">
					Reads{' '}
					{said.inputs
						.map(({ name, help }) => clean(help ? `${name} (${help})` : name))
						.join(', ')}
					.
				</p>
			)}
		</>
	);
}

/** A stranger's text, shown without what hides or turns it. */
const clean = (text: string) => shownText(utf8(text), 300);
